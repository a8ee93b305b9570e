/**
 * What the parts of the disks' contract share: the ground that a test stands on, and the words for its files.
 */
import type { ExecutionContext } from 'ava'
import type { Disk } from './disk.ts'

/** A disk, and a directory on it that is there, empty, and this test's alone. */
export interface Ground {
  readonly disk: Disk
  readonly directory: string
}

/** What is tested of a disk, by its title. */
export type Checks = Record<string, Check>

type Check = (t: ExecutionContext, ground: Ground & { at: (name: string) => string }) => void | Promise<void>

/** The words as chunks. */
export const text = (...words: string[]) => words.map((word) => Buffer.from(word))

/** All that is in a file. */
export function contentOf(disk: Disk, path: string): string {
  const file = disk.open(path, { create: false })
  const content = Buffer.alloc(file.size)
  file.read(content, 0)
  file.close()
  return content.toString('latin1')
}

/** Makes a file that holds the text. */
export function put(disk: Disk, path: string, content: string): void {
  const file = disk.open(path, { create: true })
  file.write(text(content), 0)
  file.close()
}
