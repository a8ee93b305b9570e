/**
 * What users get: the packages packed, looked over by publint and "are the types wrong", installed into an
 * empty project, imported on the oldest and on our own Node, and type-checked by a small program.
 */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { checkPackage, createPackageFromTarballData, type Problem } from '@arethetypeswrong/core'
import test from 'ava'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { emptyFolder, install, type Packed, pack, packages, run } from './pack.ts'

const tarballs = emptyFolder()
const packed: Packed[] = []
let project = ''

const oldestNode = join(import.meta.dirname, 'node_modules/node/bin/node')
const compiler = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc')

test.before(async (t) => {
  t.timeout(180_000, 'packing and installing')
  // One after the other: packing streams builds core as well.
  for (const folder of packages) packed.push(await pack(folder, tarballs))
  project = await install(packed)
})

test.after.always(() => {
  for (const folder of [tarballs, project]) if (folder !== '') rmSync(folder, { recursive: true })
})

test('a tarball holds compiled code, its types, a licence and a README, and nothing else', async (t) => {
  for (const { name, tarball } of packed) {
    const files = (await run('tar', ['-tzf', tarball], tarballs)).trim().split('\n')
    const expected =
      /^package\/(?:package\.json|LICENSE|README\.md|dist\/.*(?<!\.(?:test|slow|tst|contract))\.(?:js|d\.ts))$/
    t.deepEqual(
      files.filter((file) => !expected.test(file)),
      [],
      name,
    )
    for (const file of ['LICENSE', 'README.md', 'dist/index.js', 'dist/index.d.ts']) {
      t.true(files.includes(`package/${file}`), `${name} lacks ${file}`)
    }
  }
})

test('publint finds nothing', async (t) => {
  for (const { name, tarball } of packed) {
    const { messages, pkg } = await publint({ pack: { tarball: readTarball(tarball) }, strict: true })
    t.deepEqual(
      messages.map((message) => formatMessage(message, pkg)),
      [],
      name,
    )
  }
})

test('the types resolve as the code does, for every ESM import', async (t) => {
  for (const { name, tarball } of packed) {
    const result = await checkPackage(createPackageFromTarballData(new Uint8Array(readTarball(tarball))))
    t.true(result.types !== false, `${name} has no types`)
    t.deepEqual(result.types === false ? [] : result.problems.filter((problem) => !isOfCommonJs(problem)), [], name)
  }
})

for (const [version, node] of [
  ['22', oldestNode],
  ['24', process.execPath],
] as const) {
  test(`every entry point imports on Node ${version}`, async (t) => {
    t.true((await run(node, ['--version'], project)).startsWith(`v${version}.`))
    for (const entry of packed.flatMap(({ entryPoints }) => entryPoints)) {
      const program = `console.log(Object.keys(await import('${entry}')).length)`
      t.true(Number(await run(node, ['--input-type=module', '--eval', program], project)) > 0, entry)
    }
  })
}

test('the command that was packed runs', async (t) => {
  const command = join(project, 'node_modules/@millrace/cli/dist/main.js')
  t.regex(await run(oldestNode, [command, '--version'], project), /^\d+\.\d+\.\d+\n$/)
})

test('a small program compiles against the packed types', async (t) => {
  await t.notThrowsAsync(run(process.execPath, [compiler, '--project', project], project))
})

/** The packages are ESM only, so what CommonJS and the module resolution of Node 10 make of them is no matter. */
function isOfCommonJs(problem: Problem): boolean {
  return 'resolutionKind' in problem && ['node10', 'node16-cjs'].includes(problem.resolutionKind)
}

function readTarball(path: string): ArrayBuffer {
  const bytes = readFileSync(path)
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
}
