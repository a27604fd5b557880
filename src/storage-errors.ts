import { constants } from 'node:os';

/** What the operating system refused: the fault, and what its reader can do about it. */
interface StorageFault {
  readonly fault: string;
  readonly advice: string;
}

const FAULTS: ReadonlyMap<string, StorageFault> = new Map([
  [
    'ENOSPC',
    {
      fault: 'the disk is full',
      advice: 'Free space on it; writes are taken again as soon as there is room.',
    },
  ],
  [
    'EDQUOT',
    {
      fault: 'the disk quota of this user is used up',
      advice: 'Free space, or ask for a larger quota.',
    },
  ],
  [
    'EFBIG',
    {
      fault: 'a file has reached the limit on the size of files',
      advice: 'Raise the limit (ulimit -f) and start again.',
    },
  ],
  [
    'EROFS',
    {
      fault: 'its file system is mounted read-only',
      advice: 'Mount it for writing, or name another place.',
    },
  ],
  [
    'EACCES',
    {
      fault: 'this user has no right to it',
      advice: 'Give the user of this process the right (chown, chmod), or name another place.',
    },
  ],
  [
    'EPERM',
    {
      fault: 'the system does not allow it',
      advice: 'Give the user of this process the right (chown, chmod, chattr), or name another place.',
    },
  ],
  [
    'EMFILE',
    {
      fault: 'this process has too many files open',
      advice: 'Raise the limit on open files (ulimit -n) and start again.',
    },
  ],
  [
    'ENFILE',
    {
      fault: 'the system has too many files open',
      advice: 'Close other programs, or raise the limit of the system (sysctl fs.file-max).',
    },
  ],
  [
    'EIO',
    {
      fault: 'the disk reports an error',
      advice: 'Check the disk (dmesg); what it damaged comes back from a backup (entente restore).',
    },
  ],
]);

/** The numbers of Windows for the same. */
const OF_WINDOWS: ReadonlyMap<number, string> = new Map([
  [4, 'EMFILE'],
  [5, 'EACCES'],
  [19, 'EROFS'],
  [39, 'ENOSPC'],
  [112, 'ENOSPC'],
  [223, 'EFBIG'],
  [1117, 'EIO'],
]);

function codeOf(error: unknown): string | undefined {
  const { code, message = '' } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (typeof code === 'string' && FAULTS.has(code)) return code;
  // The embedded engine gives the number in its message.
  const number = Number(/\(os error (\d+)\)/.exec(String(message))?.[1]);
  if (process.platform === 'win32') return OF_WINDOWS.get(number);
  return Object.entries(constants.errno).find(([name, value]) => value === number && FAULTS.has(name))?.[0];
}

/** Why the operating system refused to read or write, and what to do: null if the error is about something else. */
export function storageFault(error: unknown): StorageFault | null {
  return FAULTS.get(codeOf(error) ?? '') ?? null;
}

/** A sentence about an error of the operating system at a file or folder: null if the error is about something else. */
export function storageSentence(error: unknown, place: string): string | null {
  const found = storageFault(error);
  return found && `${place} can't be used: ${found.fault}. ${found.advice}`;
}

/** An error of the operating system as a sentence that names the file or folder; any other error as it is. */
export function atPlace(error: unknown, place: string): unknown {
  const sentence = storageSentence(error, place);
  return sentence === null ? error : new Error(sentence, { cause: error });
}
