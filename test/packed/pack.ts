/**
 * Packs the packages as a release would, and installs them into an empty project in a folder of its own.
 * Nothing in that project points back here, so what is tested there is what users get.
 */
import { execFile } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const pnpm = 'pnpm@10.34.9'
const root = join(import.meta.dirname, '../..')

/** The packages that are published, by their folders. */
export const packages = ['core', 'streams', 'cli'] as const

/** A package as it was packed. */
export interface Packed {
  name: string
  tarball: string
  /** What users may import: `@millrace/core`, `@millrace/core/records`, … */
  entryPoints: string[]
}

/** Runs a program to its end and gives its standard output; what it said is in the error if it fails. */
export async function run(program: string, args: string[], folder: string): Promise<string> {
  try {
    return (await promisify(execFile)(program, args, { cwd: folder })).stdout
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    throw new Error(`${program} ${args.join(' ')} failed in ${folder}\n${stdout}\n${stderr}`, { cause: error })
  }
}

/** Packs one package into `folder`. */
export async function pack(packageFolder: string, folder: string): Promise<Packed> {
  const source = join(root, 'packages', packageFolder)
  const before = new Set(readdirSync(folder))
  await run('npx', ['-y', pnpm, 'pack', '--pack-destination', folder], source)
  const file = readdirSync(folder).find((name) => !before.has(name))
  if (file === undefined) throw new Error(`expected a tarball of ${packageFolder} in ${folder}, found none`)
  const { name, exports } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as {
    name: string
    exports: Record<string, string>
  }
  const entryPoints = Object.keys(exports).map((entry) => name + entry.slice(1))
  return { name, tarball: join(folder, file), entryPoints }
}

/** An empty project with the packed packages installed, and the program of `consumer/` in it. */
export async function install(packed: Packed[]): Promise<string> {
  const folder = emptyFolder()
  const dependencies = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]))
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>
  }
  const types = { '@types/node': devDependencies['@types/node'] }
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies, devDependencies: types }),
  )
  // Streams asks for core by its version, which no registry has yet: it gets the tarball too.
  const overrides = Object.entries(dependencies).map(([name, spec]) => `  '${name}': '${spec}'\n`)
  writeFileSync(join(folder, 'pnpm-workspace.yaml'), `overrides:\n${overrides.join('')}`)
  for (const file of ['consumer.ts', 'tsconfig.json']) {
    copyFileSync(join(import.meta.dirname, 'consumer', file), join(folder, file))
  }
  await run('npx', ['-y', pnpm, 'install', '--prefer-offline'], folder)
  return folder
}

/** A new folder that nothing else uses. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'millrace-packed-'))
}
