import test from 'ava'
import { crc32c } from './crc32c.ts'

test('the checksum is that of the standard', (t) => {
  t.is(crc32c(Buffer.alloc(0)), 0)
  t.is(crc32c(Buffer.from('123456789')), 0xe3069283)
  t.is(crc32c(Buffer.alloc(32)), 0x8a9136aa)
  t.is(crc32c(Buffer.alloc(32, 0xff)), 0x62a8ab43)
})

test('the checksum of parts is the checksum of the whole', (t) => {
  const whole = Buffer.from('the quick brown fox')
  for (let cut = 0; cut <= whole.length; cut++) {
    t.is(crc32c(whole.subarray(cut), crc32c(whole.subarray(0, cut))), crc32c(whole))
  }
})
