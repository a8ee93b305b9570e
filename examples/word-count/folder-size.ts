/** What the files of a folder take, in bytes. Files that go while it is looked at are none. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

export function folderSize(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const found = names.map((name) => statSync(join(folder, name), { throwIfNoEntry: false }))
  return found.reduce((bytes, file) => bytes + (file?.isFile() ? file.size : 0), 0)
}
