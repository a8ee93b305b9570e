import test from 'ava'
import { apis } from '../protocol/apis.ts'
import { decodeResponse } from '../protocol/frames.ts'
import { encodeReply } from './encode-reply.ts'

const encode = (name: string, errorMessage: string) => {
  const body = { throttleTimeMs: 0, results: [{ name, errorCode: 3, errorMessage }] }
  const message = apis.createPartitions.response
  const frame = Buffer.concat(encodeReply({ message, version: 0, correlationId: 1, body } as never)).subarray(4)
  return decodeResponse(message, 0, frame).body.results[0]
}

test('a message that is too long for the wire is cut, and nothing else is', (t) => {
  const name = 'x'.repeat(32_767)
  const result = encode(name, `no such topic: ${name}`)
  t.is(result?.name, name)
  t.regex(result?.errorMessage ?? '', /^no such topic: x{985}…$/)
})

test('a message that fits is left as it is', (t) => {
  t.is(encode('orders', 'y'.repeat(5_000))?.errorMessage, 'y'.repeat(5_000))
})

test('a text that is no message is not cut', (t) => {
  t.throws(() => encode('x'.repeat(40_000), ''), { code: 'TOO_LARGE' })
})
