/**
 * The files that people write, as paths from the repository's root: what checks look at.
 * Read from the disk, not from git, so that a new file counts before it is added.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The repository's root. */
export const root = join(import.meta.dirname, '..')

const rooms = ['packages', 'examples', 'benchmarks', 'test', 'scripts', 'docs']
const notOurs = new Set(['node_modules', 'dist'])

/** Every file in the folders that hold sources, tests and documents, sorted. */
export function listFiles(): string[] {
  return rooms.flatMap((room) => listFolder(room)).sort()
}

/** The TypeScript files among them that belong to a package. */
export function listPackageSources(): string[] {
  return listFiles().filter((file) => /^packages\/[^/]+\/src\/.*\.ts$/.test(file))
}

function listFolder(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true })
  return entries.flatMap((entry) => {
    if (notOurs.has(entry.name)) return []
    const path = `${folder}/${entry.name}`
    return entry.isDirectory() ? listFolder(path) : [path]
  })
}
