/** A folder for the time of a run, with a new one in it for each scenario. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export class ScratchFolder {
  readonly #path = mkdtempSync(join(tmpdir(), 'millrace-oracle-'))
  #count = 0

  next(): string {
    this.#count += 1
    return join(this.#path, String(this.#count))
  }

  remove(): void {
    rmSync(this.#path, { recursive: true, force: true })
  }
}
