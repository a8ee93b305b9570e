/** A scenario that is not what FORMAT.md says: neither Java nor we are to blame. */
export class FormatError extends Error {
  override readonly name = 'FormatError'
}
