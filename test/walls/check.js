/**
 * Holds biome.json to the walls between the rooms of `src`: plants one bad import for each forbidden pair of rooms, in a
 * file of the room and in one a folder deeper, and one good import for each allowed pair, then lints them all at once.
 * Fails where a bad import passes or a good one does not. Also plants cycles of imports, one of types only.
 */
import { execFile } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { frontDoors, layers, packages, rooms, top } from './rooms.js';

/** Folders below `src` that a file may lie in, one in another. */
const MOST_FOLDERS = 2;

const root = fileURLToPath(new URL('../..', import.meta.url));
const names = Object.keys(rooms);
const problems = [];

/** Each planted file with the import in it, and whether the lint has to refuse it. */
const planted = new Map();

function plant(room, target, specifier, refused) {
  for (const deep of [false, true]) {
    const up = deep ? '../../' : '../';
    const path = `src/${room}/${deep ? 'deep/' : ''}imports-${planted.size}.ts`;
    const from = specifier.startsWith('/') ? up + specifier.slice(1) : specifier;
    planted.set(path, { text: `import '${from}';\n`, refused, what: `${room} imports ${target}` });
  }
}

for (const room of names) {
  for (const other of [...names, top]) {
    if (other === room) continue;
    const refused = !rooms[room].includes(other);
    plant(room, other, `/${other}/file.ts`, refused);
    plant(room, other, `/${other}/deep/file.ts`, refused);
  }
  plant(room, 'errors.ts', '/errors.ts', false);
  for (const door of frontDoors) plant(room, door, `/${door}`, true);
  for (const [name, owners] of Object.entries(packages)) plant(room, name, name, !owners.includes(room));
}
for (const [room, folders] of Object.entries(layers)) {
  for (const [folder, allowed] of Object.entries(folders)) {
    for (const other of Object.keys(folders).filter((name) => name !== folder)) {
      const path = `src/${room}/${folder}/imports-${planted.size}.ts`;
      const refused = !allowed.includes(other);
      planted.set(path, {
        text: `import '../${other}/file.ts';\n`,
        refused,
        what: `${room}/${folder} imports ${other}`,
      });
    }
    for (const other of [...names, top].filter((name) => name !== room)) {
      const path = `src/${room}/${folder}/imports-${planted.size}.ts`;
      const refused = !rooms[room].includes(other);
      planted.set(path, {
        text: `import '../../${other}/file.ts';\n`,
        refused,
        what: `${room}/${folder} imports ${other}`,
      });
    }
  }
}
const cycle = (path, text) => planted.set(path, { text, refused: true, what: 'a cycle of imports' });
cycle('src/graph/cycle-a.ts', "import { b } from './deep/cycle-b.ts';\nexport const a: number = b;\n");
cycle('src/graph/deep/cycle-b.ts', "import { a } from '../cycle-a.ts';\nexport const b: number = a;\n");
cycle('src/graph/types-a.ts', "import type { B } from './types-b.ts';\nexport type A = B | null;\n");
cycle('src/graph/types-b.ts', "import type { A } from './types-a.ts';\nexport type B = readonly A[];\n");

/** The planted paths that the lint refuses. */
async function refusedPaths() {
  const folder = mkdtempSync(join(tmpdir(), 'entente-walls-'));
  try {
    const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
    writeFileSync(
      join(folder, 'biome.json'),
      JSON.stringify({ ...config, $schema: undefined, vcs: { enabled: false } }),
    );
    copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
    for (const [path, { text }] of planted) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
    const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'];
    const output = await new Promise((resolve, reject) => {
      execFile(process.execPath, args, { cwd: folder, maxBuffer: 1 << 28 }, (error, stdout, stderr) =>
        stdout.startsWith('{') ? resolve(stdout) : reject(new Error(`biome printed no JSON: ${stderr || error}`)),
      );
    });
    const rules = ['lint/style/noRestrictedImports', 'lint/suspicious/noImportCycles'];
    const found = JSON.parse(output).diagnostics.filter(({ category }) => rules.includes(category));
    return new Set(found.map(({ location }) => location.path.replaceAll('\\', '/').replace(/^\.\//, '')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every folder below one, with how many folders it lies in below `src`. */
function* folders(path, depth = 1) {
  for (const name of readdirSync(path)) {
    const below = join(path, name);
    if (!statSync(below).isDirectory()) continue;
    yield { name, path: below, depth };
    yield* folders(below, depth + 1);
  }
}

const refused = await refusedPaths();
for (const [path, { text, refused: expected, what }] of planted) {
  if (refused.has(path) === expected) continue;
  const verdict = expected ? 'biome.json lets it pass' : 'biome.json refuses it, and it is allowed';
  problems.push(`${what}: ${verdict} (${path}: ${text.trim()})`);
}
for (const { name, path, depth } of folders(join(root, 'src'))) {
  if (depth === 1 && !names.includes(name) && name !== top) {
    problems.push(`src/${name} is no room that test/walls/rooms.js lists: add it there and in biome.json`);
  }
  if (depth > MOST_FOLDERS) problems.push(`${path} lies deeper than ${MOST_FOLDERS} folders below src`);
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(`Checked ${planted.size} planted imports against the walls between ${names.length + 1} rooms.`);
