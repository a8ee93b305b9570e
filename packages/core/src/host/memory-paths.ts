/**
 * Finding what a path names on the disk in memory. Relative paths begin at its root, and both kinds of slash
 * part names, so that the same paths do as on the machine's disk.
 */
import { type Entry, MemoryDirectory, type MemoryNode } from './memory-names.ts'

export interface Found {
  /** Where the name is, or would be. */
  readonly entry: Entry
  readonly node: MemoryNode | undefined
}

/** What is at the path, or where it would be made; otherwise why there cannot be anything. */
export function find(root: MemoryDirectory, path: string): Found | 'ENOENT' | 'ENOTDIR' {
  let found: Found = { entry: { directory: root, name: '' }, node: root }
  for (const name of namesOf(path)) {
    if (found.node === undefined) return 'ENOENT'
    if (!(found.node instanceof MemoryDirectory)) return 'ENOTDIR'
    found = { entry: { directory: found.node, name }, node: found.node.entries.get(name) }
  }
  return found
}

function namesOf(path: string): string[] {
  const names: string[] = []
  for (const name of path.split(/[\\/]/)) {
    if (name === '..') names.pop()
    else if (name !== '' && name !== '.') names.push(name)
  }
  return names
}

/** Whether a directory is in another one, at any depth, or is that one. */
export function isWithin(outer: MemoryDirectory, sought: MemoryDirectory): boolean {
  if (outer === sought) return true
  return [...outer.entries.values()].some((node) => node instanceof MemoryDirectory && isWithin(node, sought))
}
