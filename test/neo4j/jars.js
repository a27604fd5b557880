import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inPath } from './java.js';

const POM = fileURLToPath(new URL('pom.xml', import.meta.url));

/** Outside the repository, so that `git clean` and `npm ci` leave the jars alone. */
function jarsFolder(version) {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'entente', `neo4j-${version}`, 'lib');
}

export function maven() {
  return inPath(process.platform === 'win32' ? ['mvn.cmd'] : ['mvn']);
}

export function hasJars(version) {
  return existsSync(jarsFolder(version));
}

/** Two Mavens of one run would write into the same local repository at once. */
let before = Promise.resolve();

/** The folder with the jars of a version; Maven fetches them once. */
export function jars(version, javaHome) {
  const folder = before.then(async () => {
    if (!hasJars(version)) await fetchJars(version, javaHome);
    return jarsFolder(version);
  });
  before = folder.then(
    () => {},
    () => {},
  );
  return folder;
}

async function fetchJars(version, javaHome) {
  const folder = jarsFolder(version);
  await mkdir(dirname(folder), { recursive: true });
  // Filled beside its place and renamed: nobody ever sees half of it.
  const partial = await mkdtemp(`${folder}-`);
  try {
    await runMaven(
      [
        '-q',
        '-B',
        '-Dstyle.color=never',
        '--strict-checksums',
        '-f',
        POM,
        `-Dneo4j.version=${version}`,
        'org.apache.maven.plugins:maven-dependency-plugin:2.8:copy-dependencies',
        '-DincludeScope=runtime',
        `-DoutputDirectory=${partial}`,
      ],
      version,
      javaHome,
    );
    await rename(partial, folder).catch((error) => {
      // Another run was faster: its jars are the same.
      if (!hasJars(version)) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

function runMaven(args, version, javaHome) {
  return new Promise((done, failed) => {
    const fail = (output) =>
      failed(new Error(`Maven could not fetch the jars of Neo4j ${version}. Its last lines:\n${output}`));
    const child = spawn(maven() ?? 'mvn', args, {
      env: { ...process.env, JAVA_HOME: javaHome },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    let output = '';
    const keep = (text) => {
      output = (output + text).slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => fail(error.message));
    child.on('close', (code) => {
      process.off('exit', kill);
      if (code === 0) done();
      else fail(output.trim().split('\n').slice(-15).join('\n'));
    });
  });
}
