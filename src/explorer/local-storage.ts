/** The user's settings in localStorage. */

/** The stored value of a key; null if there is none. */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // Browsers that block storage throw. Settings then last until the page is closed.
    return null;
  }
}

/** Stores a value, if the browser allows it. */
export function writeStored(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is blocked or full. Nothing depends on it.
  }
}
