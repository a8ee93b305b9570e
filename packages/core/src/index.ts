/**
 * The entry point `@millrace/core`. What there is so far has entry points of its own: `./records` for
 * record batches and `./protocol` for the wire protocol; what every user of either meets is here.
 */
export { DecodeError, type DecodeErrorCode, EncodeError, type EncodeErrorCode } from './bytes/errors.ts'
