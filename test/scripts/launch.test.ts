/**
 * launch.mjs in a workspace of its own, where the install is a small program that counts how often it ran.
 */
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import test from 'ava'
import { root } from '../../scripts/source-files.ts'

const goodInstall = `#!/bin/sh
echo installed >> installs
sleep 0.3
mkdir -p node_modules/node/bin
ln -sf '${process.execPath}' node_modules/node/bin/node
`

/** A workspace with a launcher, whose `npx` is the given shell program. */
function workspace(npx: string) {
  const folder = mkdtempSync(join(tmpdir(), 'launch-'))
  for (const part of ['scripts', 'bin', 'packages/one']) mkdirSync(join(folder, part), { recursive: true })
  cpSync(join(root, 'scripts/launch.mjs'), join(folder, 'scripts/launch.mjs'))
  writeFileSync(join(folder, 'pnpm-workspace.yaml'), 'packages:\n  - packages/*\n')
  writeFileSync(join(folder, 'pnpm-lock.yaml'), '')
  writeFileSync(join(folder, 'packages/one/package.json'), '{}')
  writeFileSync(join(folder, 'scripts/say.ts'), 'console.log(process.argv.slice(2).join(" "))\nprocess.exitCode = 7\n')
  writeFileSync(join(folder, 'scripts/wait.ts'), 'console.log("waiting")\nsetInterval(() => {}, 1000)\n')
  writeFileSync(join(folder, 'bin/npx'), npx, { mode: 0o755 })
  const start = (...args: string[]) =>
    spawn(process.execPath, [join(folder, 'scripts/launch.mjs'), ...args], {
      cwd: folder,
      env: { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}` },
    })
  return {
    folder,
    start,
    launch: (...args: string[]) => ended(start(...args)),
    installs: () => readFileSync(join(folder, 'installs'), 'utf8').trim().split('\n').length,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}

interface Ended {
  code: number | null
  signal: string | null
  output: string
}

function ended(child: ReturnType<typeof spawn>): Promise<Ended> {
  return new Promise((resolve) => {
    let output = ''
    const keep = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    child.on('close', (code, signal) => resolve({ code, signal, output }))
  })
}

test('the first launch installs, the next one does not', async (t) => {
  using place = workspace(goodInstall)
  await place.launch('scripts/say.ts')
  await place.launch('scripts/say.ts')
  t.is(place.installs(), 1)
})

test('a changed package.json of any package makes the next launch install', async (t) => {
  using place = workspace(goodInstall)
  await place.launch('scripts/say.ts')
  writeFileSync(join(place.folder, 'packages/one/package.json'), '{ "name": "one" }')
  await place.launch('scripts/say.ts')
  t.is(place.installs(), 2)
})

test('a script gets its arguments, and its exit code becomes the launch’s', async (t) => {
  using place = workspace(goodInstall)
  const { code, output } = await place.launch('scripts/say.ts', 'one', '--two')
  t.is(code, 7)
  t.regex(output, /one --two/)
})

test('of two launches at once only one installs', async (t) => {
  using place = workspace(goodInstall)
  const both = await Promise.all([place.launch('scripts/say.ts'), place.launch('scripts/say.ts')])
  t.deepEqual(
    both.map(({ code }) => code),
    [7, 7],
  )
  t.is(place.installs(), 1)
})

test('the lock of a launch that died is nobody’s', async (t) => {
  using place = workspace(goodInstall)
  mkdirSync(join(place.folder, '.cache'))
  writeFileSync(join(place.folder, '.cache/install.lock'), '99999999')
  t.is((await place.launch('scripts/say.ts')).code, 7)
})

test('a signal reaches the script and ends the launch', async (t) => {
  using place = workspace(goodInstall)
  await place.launch('scripts/say.ts')
  const child = place.start('scripts/wait.ts')
  child.stdout.once('data', () => child.kill('SIGTERM'))
  t.is((await ended(child)).signal, 'SIGTERM')
})

test('a failed install says what was expected and found, and is tried again', async (t) => {
  using place = workspace('#!/bin/sh\necho installed >> installs\nexit 3\n')
  const { code, output } = await place.launch('scripts/say.ts')
  t.is(code, 1)
  t.regex(output, /the install failed: expected `npx -y pnpm@\S+ install --frozen-lockfile` in .* found 3/)
  await place.launch('scripts/say.ts')
  t.is(place.installs(), 2)
})

test('an install that brings no Node says where it was expected', async (t) => {
  using place = workspace('#!/bin/sh\n')
  t.regex(
    (await place.launch('scripts/say.ts')).output,
    /expected .*node_modules\/node\/bin\/node, found nothing there/,
  )
})

test('a script that is not there is named', async (t) => {
  using place = workspace(goodInstall)
  t.regex((await place.launch('scripts/gone.ts')).output, /expected a script scripts\/gone\.ts/)
})
