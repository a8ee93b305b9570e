/** Hashes that Kafka's Murmur3 has for the same bytes. */
import test from 'ava'
import { hash128 } from './murmur3.ts'

/** Of texts. */
const ofTexts: readonly (readonly [string, string])[] = [
  ['', '9d2764a018e329428c3cf3b035938518'],
  ['a', '3361634e7e0f5188e9c7dda24eae326b'],
  ['hello', '30bfb4f39919e764566aea857401d1c6'],
  ['0123456789abcdef', '1a6e941ec6a76967d7d82808f505d6b1'],
  ['0123456789abcdef0', '85e3069a748c16b6bc8c0a283538abb8'],
  ['The quick brown fox jumps over the lazy dog', 'e74c5921af0f99c8b7f85ec81df06726'],
  ['éèü∅ 漢字', '841cccea723ad265e636aa47d638fec3'],
]

/** Of so many bytes, of which each is 37 more than the one before, beginning with 200. */
const ofLengths: readonly string[] = [
  '9d2764a018e329428c3cf3b035938518',
  'bff2166f25d4e3caad76f90042c32eb7',
  'bcd4482b54b21ae4ff522487ce044fc6',
  'b02c9dcb0b188cb7261d276514956649',
  '846a0800ef7c20fecd9d9b8b3a3e1bbb',
  '70bec6468243fd7e05fcff0ec098b7ba',
  'd07ca34fbc869666c96bfa2a5c3ad0ef',
  'e2c12aaa37615c8d78e8fff449acd2e3',
  '5376fe5d8752a4802bcfb922970c534c',
  'b79cc91e67eb164f7285936d18b5c4c8',
  'de352a4f8e87c3764d4a442db54088a9',
  '4d82494a5c77598091fd208eec8c5b93',
  '77cb9c85e6102be497b3ef548224d05b',
  '1f4e6d1678476ed3139e312733e0df5d',
  '612723854c356186f2210c027b0a1791',
  '8541440932df88a8133781906f758397',
  '3b1ca826ba2a8ab100ff368af7e15570',
  '14606ec89b0c68c720e38f08a941bbdf',
  'b602d971cb17a71240b4714c0d608072',
  '95a7cefeee07d56ffc99b8ff393aea45',
  'd1edbae61cf3d1a88d1e91e92be620f4',
  '32dbaa56760edb480f55b2782535eb3e',
  '730fd20eafc84f32cfc80de2ef2a8d20',
  '8f24f202db3598176ec9ced33f9a02ba',
  '51113554edd27de75501bcf9acda8270',
  '9b832d0cc79d389c4ed36db4f9127cc2',
  '4039fd207345c604e6de7fa335127cff',
  'f2d897320ea3bb90de6c6dc0278e6527',
  '31aeeb62a490b5205f260cae772f11f0',
  '6e657d888da1806fd77ac10e6bee4ef9',
  'c9aa97f2c0c5d89366fc5685bb4208ad',
  '0fc8bff6b4d635a2db8b6c0ce90a3cd8',
  '271fc7adca25c66d69f499a2c53fd088',
  'c811ac0257c06b43de4815d1c281354e',
]

test("hashes are Java's", (t) => {
  for (const [text, hash] of ofTexts) t.is(hash128(Buffer.from(text)).toString('hex'), hash, text)
})

test("hashes of all lengths are Java's, whole blocks and what is left of one", (t) => {
  for (const [length, hash] of ofLengths.entries()) {
    const bytes = Buffer.from(Array.from({ length }, (_, index) => index * 37 + 200))
    t.is(hash128(bytes).toString('hex'), hash, `${length} bytes`)
  }
})
