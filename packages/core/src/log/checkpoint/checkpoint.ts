/**
 * A small file of text that says how far something has come, and is replaced as a whole: written
 * beside, made durable, and renamed over the old one, so that after a crash there is the old text or
 * the new one. Texts are written one after the other, also when they are asked for at once.
 */
import { dirname } from 'node:path'
import type { Disk } from '../../host/disk.ts'

/** How a value is written as the text of a file. */
export interface TextFormat<Value> {
  print(value: Value): string
  /** @throws MalformedCheckpointError if the text of the file at `path` is not in the format. */
  parse(text: string, path: string): Value
}

export class Checkpoint<Value> {
  readonly path: string
  readonly #disk: Disk
  readonly #format: TextFormat<Value>
  #written: Promise<void> = Promise.resolve()

  constructor(disk: Disk, path: string, format: TextFormat<Value>) {
    this.path = path
    this.#disk = disk
    this.#format = format
  }

  /**
   * What the file says, or null where there is none.
   *
   * @throws MalformedCheckpointError if it is not in its format.
   */
  read(): Value | null {
    if (this.#disk.facts(this.path) === undefined) return null
    const file = this.#disk.open(this.path, { create: false })
    try {
      const bytes = Buffer.alloc(file.size)
      return this.#format.parse(bytes.toString('utf8', 0, file.read(bytes, 0)), this.path)
    } finally {
      file.close()
    }
  }

  /** Replaces the file; it is durable when the promise is kept. */
  write(value: Value): Promise<void> {
    const text = Buffer.from(this.#format.print(value))
    const written = this.#written.then(() => this.#replace(text))
    this.#written = written.catch(() => {}) // whoever asked for it hears of the failure; the next one tries anew
    return written
  }

  /** Writes the file where there is none, or one that a crash left. It is not durable, and may be broken after a crash. */
  place(value: Value): void {
    const text = Buffer.from(this.#format.print(value))
    const file = this.#disk.open(this.path, { create: true })
    try {
      file.truncate(0)
      file.write([text], 0)
    } finally {
      file.close()
    }
  }

  /** Removes the file; the directory is to be synced by whoever needs that to be durable. */
  remove(): void {
    this.#disk.remove(this.path)
  }

  async #replace(text: Buffer): Promise<void> {
    const draft = `${this.path}.tmp`
    const file = this.#disk.open(draft, { create: true })
    try {
      file.truncate(0)
      file.write([text], 0)
      await file.sync()
    } finally {
      file.close()
    }
    this.#disk.rename(draft, this.path)
    await this.#disk.syncDirectory(dirname(this.path))
  }
}
