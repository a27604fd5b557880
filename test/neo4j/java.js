import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const EXTENSION = process.platform === 'win32' ? '.exe' : '';

/** Folders where systems install Javas, each in a folder of its own. */
const KEPT = [
  { folder: '/usr/lib/jvm', home: '.' },
  { folder: '/opt/java', home: '.' },
  { folder: '/Library/Java/JavaVirtualMachines', home: 'Contents/Home' },
];

/** The first file of this name in PATH, or undefined. */
export function inPath(names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((file) => existsSync(file));
}

/** Folders that may hold a Java; those from the environment come first. */
function homes() {
  // ENTENTE_JAVAS=chosen uses no others.
  const path = inPath([`java${EXTENSION}`]);
  const chosen = [process.env.JAVA_HOME, path && dirname(dirname(realpathSync(path)))];
  const kept =
    process.env.ENTENTE_JAVAS === 'chosen'
      ? []
      : KEPT.filter(({ folder }) => existsSync(folder)).flatMap(({ folder, home }) =>
          readdirSync(folder).map((name) => join(folder, name, home)),
        );
  const found = [...chosen, ...kept].filter((home) => home && existsSync(join(home, 'bin', `java${EXTENSION}`)));
  return [...new Set(found.map((home) => realpathSync(home)))];
}

/** "17.0.15" is 17, "1.8.0_392" is 8. */
function major(version) {
  const [first, second] = version.split('.').map(Number);
  return first === 1 ? second : first;
}

async function versionOf(home) {
  const release = join(home, 'release');
  const stated = existsSync(release) && /^JAVA_VERSION="([^"]+)"/m.exec(readFileSync(release, 'utf8'));
  if (stated) return major(stated[1]);
  // The java of a bare macOS only says where to get one, and fails.
  const { stderr } = await run(join(home, 'bin', `java${EXTENSION}`), ['-version']).catch(() => ({ stderr: '' }));
  const told = /version "([^"]+)"/.exec(stderr);
  return told ? major(told[1]) : 0;
}

/** All JDKs with their versions. A JRE doesn't do: the server runs from its source, which needs a compiler. */
export async function javas() {
  const jdks = homes().filter((home) => existsSync(join(home, 'bin', `javac${EXTENSION}`)));
  return await Promise.all(jdks.map(async (home) => ({ home, version: await versionOf(home) })));
}

/** The java program of a JDK. */
export function program(home) {
  return join(home, 'bin', `java${EXTENSION}`);
}
