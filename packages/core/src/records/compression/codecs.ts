/** The codecs by the name that a batch's attributes give them. */
import type { Compression } from '../attributes.ts'
import type { Codec } from './codec.ts'
import { gzip } from './gzip.ts'
import { lz4 } from './lz4.ts'
import { snappy } from './snappy.ts'
import { zstd } from './zstd.ts'

export const codecs: Readonly<Record<Exclude<Compression, 'none'>, Codec>> = { gzip, snappy, lz4, zstd }
