/** The leader epochs of a partition with the file that keeps them. A change is written at once, in the background. */
import type { Checkpoint } from './checkpoint/checkpoint.ts'
import { type EpochEnd, type EpochStart, LeaderEpochs } from './leader-epochs.ts'

export class EpochLog {
  readonly #checkpoint: Checkpoint<readonly EpochStart[]>
  #epochs: LeaderEpochs
  #written: Promise<void> = Promise.resolve()

  constructor(checkpoint: Checkpoint<readonly EpochStart[]>) {
    this.#checkpoint = checkpoint
    this.#epochs = new LeaderEpochs(checkpoint.read() ?? [])
  }

  get latest(): number | undefined {
    return this.#epochs.latest?.epoch
  }

  /** From where on they are known. */
  get firstOffset(): number | undefined {
    return this.#epochs.entries[0]?.startOffset
  }

  assign(epoch: number, startOffset: number): void {
    if (epoch >= 0 && this.#epochs.assign(epoch, startOffset)) this.#save()
  }

  /** Notes epochs that began before those that are known; the last of them may go on in these. */
  prepend(earlier: readonly EpochStart[]): void {
    if (earlier.length === 0) return
    this.#epochs = new LeaderEpochs([...earlier, ...this.#epochs.entries])
    this.#save()
  }

  epochFor(offset: number): number | undefined {
    return this.#epochs.epochFor(offset)
  }

  endOffsetFor(epoch: number, logEndOffset: number): EpochEnd {
    return this.#epochs.endOffsetFor(epoch, logEndOffset)
  }

  truncateFromStart(offset: number): void {
    if (this.#epochs.truncateFromStart(offset)) this.#save()
  }

  truncateFromEnd(offset: number): void {
    if (this.#epochs.truncateFromEnd(offset)) this.#save()
  }

  /** Kept when the file says what is known here. */
  async saved(): Promise<void> {
    await this.#written
  }

  #save(): void {
    const written = this.#checkpoint.write(this.#epochs.entries)
    this.#written = written
    written.catch(() => {}) // `saved` tells of it
  }
}
