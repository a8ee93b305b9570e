/**
 * Headers before a value in a store (KIP-1271): the length of what follows, then their number, then for each the
 * length and bytes of its name and value, a missing value having the length -1. Numbers are zigzag varints. No
 * headers are a single zero.
 */
import { type Header, type Headers, noHeaders } from '../../record/headers.ts'

export function sizeOfHeaders(headers: Headers): number {
  const content = contentSize(headers)
  return varintSize(content) + content
}

/** Writes them at the beginning of the bytes. */
export function writeHeaders(headers: Headers, bytes: Buffer): void {
  let at = writeVarint(contentSize(headers), bytes, 0)
  if (headers.length === 0) return
  at = writeVarint(headers.length, bytes, at)
  for (const { key, value } of headers) {
    at = writeVarint(Buffer.byteLength(key), bytes, at)
    at += bytes.write(key, at)
    at = writeVarint(value === null ? -1 : value.length, bytes, at)
    if (value !== null) at += value.copy(bytes, at)
  }
}

/** Where that which follows the headers begins. */
export function skipHeaders(bytes: Buffer): number {
  if (bytes[0] === 0) return 1
  const place = { at: 0 }
  const content = readVarint(bytes, place)
  return place.at + content
}

export function readHeaders(bytes: Buffer): Headers {
  if (bytes[0] === 0) return noHeaders
  const place = { at: 0 }
  readVarint(bytes, place)
  const headers: Header[] = []
  for (let left = readVarint(bytes, place); left > 0; left--) {
    const key = (readPiece(bytes, place) as Buffer).toString('utf8')
    headers.push({ key, value: readPiece(bytes, place) })
  }
  return headers
}

function contentSize(headers: Headers): number {
  if (headers.length === 0) return 0
  let size = varintSize(headers.length)
  for (const { key, value } of headers) {
    const keyBytes = Buffer.byteLength(key)
    const valueBytes = value === null ? -1 : value.length
    size += varintSize(keyBytes) + keyBytes + varintSize(valueBytes) + Math.max(valueBytes, 0)
  }
  return size
}

function readPiece(bytes: Buffer, place: { at: number }): Buffer | null {
  const length = readVarint(bytes, place)
  if (length < 0) return null
  place.at += length
  return bytes.subarray(place.at - length, place.at)
}

function readVarint(bytes: Buffer, place: { at: number }): number {
  let zigzag = 0
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[place.at++] as number
    zigzag |= (byte & 0x7f) << shift
    if (byte < 0x80) return (zigzag >>> 1) ^ -(zigzag & 1)
  }
}

function writeVarint(value: number, bytes: Buffer, start: number): number {
  let at = start
  let zigzag = (value << 1) ^ (value >> 31)
  for (; zigzag > 0x7f || zigzag < 0; zigzag >>>= 7) bytes[at++] = (zigzag & 0x7f) | 0x80
  bytes[at++] = zigzag
  return at
}

function varintSize(value: number): number {
  const zigzag = ((value << 1) ^ (value >> 31)) >>> 0
  return zigzag < 0x80 ? 1 : Math.ceil((32 - Math.clz32(zigzag)) / 7)
}
