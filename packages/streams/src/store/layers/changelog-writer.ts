/** Writes the rows of one store to its changelog, as its format says, with the record that is being processed. */
import type { RecordContext } from '../../record/record-context.ts'
import type { Changelog } from '../contract/state-store.ts'
import type { RowFormat } from './row-format.ts'

export interface ChangelogWriterOptions {
  readonly changelog: Changelog
  readonly format: Pick<RowFormat<unknown>, 'toChangelog'>
  /** Holds the record that is being processed. */
  readonly context: { readonly recordContext: RecordContext }
}

export class ChangelogWriter {
  readonly #options: ChangelogWriterOptions

  constructor(options: ChangelogWriterOptions) {
    this.#options = options
  }

  /** Null is a deletion. */
  write(key: Buffer, row: Buffer | null): void {
    const { changelog, format, context } = this.#options
    changelog.write(format.toChangelog(key, row, context.recordContext))
  }
}
