/**
 * A buffer with the methods behind `toString` and `write`, one for each encoding. Node has had them in
 * all its versions without documenting them; on texts as short as keys they save a fifth of the time.
 */
export interface TextBuffer extends Buffer {
  /** Bytes that are not UTF-8 become U+FFFD. */
  utf8Slice(start: number, end: number): string
  utf8Write(text: string, at: number, maxBytes: number): number
  latin1Write(text: string, at: number, maxBytes: number): number
}
