/**
 * The headers of a record: an ordered list in which a name may occur more than once. A list is never changed
 * once it hangs on a record, since all children of a node are given the same record; whoever adds a header
 * makes a new list. The empty list is one object, so that a record without headers costs none.
 */
export interface Header {
  readonly key: string
  readonly value: Buffer | null
}

export type Headers = readonly Header[]

/** The headers of a record that has none. */
export const noHeaders: Headers = Object.freeze([])

/** The value of the last header of this name, as Kafka reads headers; undefined when there is none. */
export function lastHeader(headers: Headers, key: string): Buffer | null | undefined {
  return headers.findLast((header) => header.key === key)?.value
}
