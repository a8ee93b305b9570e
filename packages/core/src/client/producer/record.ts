/** What is sent, and what is told of it afterwards. */
import type { HeaderToWrite } from '../../records/headers.ts'
import type { ClientError } from '../errors.ts'

/** A key or value: bytes, which are not copied before `send` returns and not kept afterwards, or text as UTF-8. */
export type RecordField = Uint8Array | string | null

export interface ProducerRecord {
  readonly topic: string
  readonly value: RecordField
  /** Records of one key go to one partition, in their order. */
  readonly key?: RecordField | undefined
  /** In their order; a key may come twice. */
  readonly headers?: readonly HeaderToWrite[] | undefined
  /** Default: what the partitioner says. */
  readonly partition?: number | undefined
  /** Milliseconds since 1970. Default: now. */
  readonly timestamp?: number | undefined
}

/** Where a record came to lie. */
export interface RecordMetadata {
  readonly topic: string
  readonly partition: number
  /** -1 where the broker did not say: without acknowledgement, or when it had the record already. */
  readonly offset: number
  /** The broker's, where the topic takes its clock; otherwise the record's own. */
  readonly timestamp: number
}

/** Is called once for its record: with an error, or with the place where the record lies. */
export type Delivered = (error: ClientError | null, metadata: RecordMetadata | null) => void

/** Is called once for each batch of a partition, with the offset of its first record or the error. */
export type BatchListener = (batch: {
  readonly error: ClientError | null
  /** -1 where it is not known. */
  readonly baseOffset: number
  readonly recordCount: number
}) => void

/** What is wanted of the brokers before a record counts as delivered. */
export type Acks = 'all' | 1 | 0
