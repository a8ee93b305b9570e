/**
 * The entry point `@millrace/core/protocol`: the Kafka wire protocol, both ways. Frames and their codec,
 * the table of APIs, the stored records of the internal topics, and the consumer protocol.
 */
export { DecodeError, type DecodeErrorCode, EncodeError, type EncodeErrorCode } from './bytes/errors.ts'
export { Reader } from './bytes/reader.ts'
export { Writer } from './bytes/writer.ts'
export { type Api, apiByKey, apis } from './protocol/apis.ts'
export type { Body, Draft, UnknownTaggedField } from './protocol/body.ts'
export { type Codec, codec } from './protocol/codec.ts'
export { ZERO_UUID } from './protocol/defaults.ts'
export { consumerProtocolAssignment, consumerProtocolSubscription } from './protocol/embedded/consumer-protocol.ts'
export { type ErrorName, errorByCode, errors, type ProtocolError } from './protocol/errors.ts'
export {
  decodeRequest,
  decodeRequestHeader,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  isRequestTo,
  type ReceivedRequest,
  type ReceivedResponse,
  type RequestDraft,
  type ResponseDraft,
} from './protocol/frames.ts'
export { requestHeader, requestHeaderVersion, responseHeader, responseHeaderVersion } from './protocol/header.ts'
export {
  type Field,
  type Fields,
  hasVersion,
  isFlexible,
  isNullable,
  isPresent,
  type Message,
} from './protocol/schema.ts'
export {
  consumerOffsetsRecords,
  decodeStoredKey,
  encodeStoredKey,
  type StoredRecord,
  transactionStateRecords,
} from './protocol/stored.ts'
export { decodeVersioned, decodeVersionedOrNewer, encodeVersioned } from './protocol/versioned.ts'
