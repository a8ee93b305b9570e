/**
 * What can be wrong with the files beside the records. Each class says the remedy: an index is rebuilt
 * from its segment, a producer snapshot is deleted and an earlier one taken, a checkpoint is for an
 * operator to look at. Each message names the file, what was expected there and what was found.
 */

/** The facts of a file that is not what it should be. */
interface FileFault {
  readonly path: string
  /** The line, counted from 1, of a text file. */
  readonly line?: number | undefined
  readonly expected: string
  readonly found: string
}

function sentence({ path, line, expected, found }: FileFault): string {
  return `${path}${line === undefined ? '' : ` line ${line}`}: expected ${expected}, found ${found}`
}

abstract class FaultyFileError extends Error {
  readonly fault: FileFault

  constructor(fault: FileFault) {
    super(sentence(fault))
    this.fault = fault
  }
}

/** An index contradicts itself or its segment. The remedy is to rebuild it from the segment. */
export class CorruptIndexError extends FaultyFileError {
  override readonly name = 'CorruptIndexError'
}

/** A producer snapshot is not whole. The remedy is to delete it and to go back to the one before. */
export class CorruptSnapshotError extends FaultyFileError {
  override readonly name = 'CorruptSnapshotError'
}

/** A checkpoint is not in its format. It is replaced in one step, so no crash does this: somebody has to look. */
export class MalformedCheckpointError extends FaultyFileError {
  override readonly name = 'MalformedCheckpointError'
}
