#!/usr/bin/env node
/**
 * Every npm script starts here: `node scripts/launch.mjs SCRIPT ARGS…` makes sure that the install is
 * current and then runs SCRIPT under the Node that the install brought. It is plain JavaScript on nothing
 * but Node's own modules, because on a fresh clone the machine's own Node 20 runs it before anything is
 * installed. It starts the second Node itself, since a shell remembers where it once found `node`.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const pnpm = 'pnpm@10.34.9'
const lockAgeMsMax = 10 * 60_000
const lockPollMs = 100

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stampFile = join(root, 'node_modules', '.install-stamp')
const lockFile = join(root, '.cache', 'install.lock')
const installedNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

/** The package.json of every workspace package; a pattern is a folder, or a folder and `/*`. */
function packageFiles() {
  const workspace = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')
  const list = /^packages:\n((?:[ \t]+-.*\n?)*)/m.exec(workspace)?.[1] ?? ''
  const patterns = [...list.matchAll(/-\s*['"]?([^'"\s]+)['"]?/g)].map((match) => match[1])
  const folders = patterns.flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [pattern]
    const parent = pattern.slice(0, -2)
    if (!existsSync(join(root, parent))) return []
    return readdirSync(join(root, parent)).map((name) => join(parent, name))
  })
  return ['package.json', ...folders.map((folder) => join(folder, 'package.json')).sort()]
}

/** Changes whenever an install could bring something else than what is there. */
function wantedStamp() {
  const hash = createHash('sha256').update(`${pnpm} ${process.platform} ${process.arch}`)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...packageFiles()]) {
    const path = join(root, file)
    if (existsSync(path)) hash.update(`\0${file}\0`).update(readFileSync(path))
  }
  return hash.digest('hex')
}

function isInstalled() {
  return existsSync(installedNode) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wantedStamp()
}

/** Two launches at once must not install into the same folder: the second waits, and then finds it done. */
async function withInstallLock(work) {
  mkdirSync(dirname(lockFile), { recursive: true })
  while (!takeLock()) await sleep(lockPollMs)
  try {
    return await work()
  } finally {
    rmSync(lockFile, { force: true })
  }
}

function takeLock() {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (isAbandoned()) rmSync(lockFile, { force: true })
    return false
  }
}

/** A lock is nobody's when its process is gone, or when it is so old that the process id means another one. */
function isAbandoned() {
  try {
    if (Date.now() - statSync(lockFile).mtimeMs > lockAgeMsMax) return true
    const owner = Number(readFileSync(lockFile, 'utf8'))
    if (owner > 0) process.kill(owner, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

async function install() {
  if (isInstalled()) return
  rmSync(stampFile, { force: true })
  console.error(`installing with ${pnpm} …`)
  const stamp = wantedStamp()
  // What pnpm says goes to standard error: a script's own output may be meant for another program.
  const { code, signal } = await run('npx', ['-y', pnpm, 'install', '--frozen-lockfile'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (code !== 0) {
    throw new LaunchError(
      `the install failed: expected \`npx -y ${pnpm} install --frozen-lockfile\` in ${root} to end with 0, ` +
        `found ${signal ?? code}. After a change to a package.json, run \`npx -y ${pnpm} install\` once.`,
    )
  }
  if (!existsSync(installedNode)) {
    throw new LaunchError(`the install brought no Node: expected ${installedNode}, found nothing there`)
  }
  writeFileSync(stampFile, stamp)
}

/** Runs a program to its end; a signal that would end this process is handed on to it. */
function run(program, args, options) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, options)
    const forward = (signal) => {
      // Ctrl-C in a terminal has reached the child already.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    for (const signal of signals) process.on(signal, forward)
    child.on('error', (error) => reject(new LaunchError(`cannot start ${program}: ${error.message}`)))
    child.on('close', (code, signal) => {
      for (const name of signals) process.off(name, forward)
      resolve({ code, signal })
    })
  })
}

async function launch(script, args) {
  if (script === undefined) throw new LaunchError('expected `node scripts/launch.mjs SCRIPT ARGS…`, found no script')
  if (!isInstalled()) await withInstallLock(install)
  if (!existsSync(join(root, script)))
    throw new LaunchError(`expected a script ${script} in ${root}, found no such file`)
  const paths = [dirname(installedNode), join(root, 'node_modules', '.bin'), process.env.PATH]
  const env = { ...process.env, PATH: paths.join(delimiter) }
  return await run(installedNode, [join(root, script), ...args], { stdio: 'inherit', env })
}

class LaunchError extends Error {}

try {
  const [script, ...args] = process.argv.slice(2)
  const { code, signal } = await launch(script, args)
  if (signal) process.kill(process.pid, signal)
  process.exitCode = code ?? 1
} catch (error) {
  if (!(error instanceof LaunchError)) throw error
  console.error(`launch: ${error.message}`)
  process.exitCode = 1
}
