/** SCRAM: the example of RFC 7677, and brokers that cheat. */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import test from 'ava'
import { ScramClient, ScramError } from './scram.ts'

const RFC = { hash: 'sha256', username: 'user', password: 'pencil', nonce: 'rOprNGfwEbeRWgbNEkqO' } as const
const SERVER_FIRST = 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096'
const SERVER_FINAL = 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4='

const say = async (client: ScramClient, text: string) => (await client.next(Buffer.from(text)))?.toString()

test('the exchange of RFC 7677 is spoken as it stands there', async (t) => {
  const client = new ScramClient(RFC)
  t.is(await say(client, ''), 'n,,n=user,r=rOprNGfwEbeRWgbNEkqO')
  t.is(
    await say(client, SERVER_FIRST),
    'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
  )
  t.false(client.isDone)
  t.is(await say(client, SERVER_FINAL), undefined)
  t.true(client.isDone)
})

test('SHA-512 gives a proof that whoever has the stored key can check', async (t) => {
  const client = new ScramClient({ hash: 'sha512', username: 'b=o,b', password: 'pässwörd', nonce: 'abc' })
  t.is(await say(client, ''), 'n,,n=b=3Do=2Cb,r=abc')
  const salt = Buffer.from('salt')
  const first = `r=abcdef,s=${salt.toString('base64')},i=4096`
  const final = (await say(client, first)) ?? ''
  const salted = pbkdf2Sync('pässwörd', salt, 4_096, 64, 'sha512')
  const hmac = (key: Buffer, text: string) => createHmac('sha512', key).update(text).digest()
  const hash = (bytes: Uint8Array) => createHash('sha512').update(bytes).digest()
  const said = `n=b=3Do=2Cb,r=abc,${first},c=biws,r=abcdef`
  const storedKey = hash(hmac(salted, 'Client Key'))
  const signature = hmac(storedKey, said)
  const proof = Buffer.from(final.slice(final.indexOf(',p=') + 3), 'base64')
  t.deepEqual(hash(proof.map((byte, index) => byte ^ (signature[index] ?? 0))), storedKey)
  t.is(await say(client, `v=${hmac(hmac(salted, 'Server Key'), said).toString('base64')}`), undefined)
})

for (const [what, first, message] of [
  ['a nonce of its own', 'r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096', /nonce/],
  ["the client's nonce and nothing more", `r=${RFC.nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`, /nonce/],
  ['no salt', `r=${RFC.nonce}x,s=,i=4096`, /salt/],
  ['too few iterations', `r=${RFC.nonce}x,s=W22Z,i=4095`, /from 4096 to 1000000 iterations, found 4095/],
  ['iterations without end', `r=${RFC.nonce}x,s=W22Z,i=2000000000`, /found 2000000000/],
  ['no number of iterations', `r=${RFC.nonce}x,s=W22Z`, /found undefined/],
  ['an extension', `m=ext,r=${RFC.nonce}x,s=W22Z,i=4096`, /extension/],
  ['what is no message', 'hello', /nonce/],
] as const) {
  test(`a broker that sends ${what} is not answered`, async (t) => {
    const client = new ScramClient(RFC)
    await say(client, '')
    await t.throwsAsync(say(client, first), { instanceOf: ScramError, code: 'BAD_ANSWER', message })
  })
}

test('a broker that cannot prove that it knows the password is not trusted', async (t) => {
  for (const final of ['v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95X4=', 'v=', 'hello', '']) {
    const client = new ScramClient(RFC)
    await say(client, '')
    await say(client, SERVER_FIRST)
    await t.throwsAsync(say(client, final), { instanceOf: ScramError, code: 'BROKER_NOT_TRUSTED' })
    t.false(client.isDone)
  }
})

test("a broker's refusal is told in its words", async (t) => {
  const client = new ScramClient(RFC)
  await say(client, '')
  await say(client, SERVER_FIRST)
  const message = 'the login was refused: invalid-proof'
  await t.throwsAsync(say(client, 'e=invalid-proof'), { code: 'SASL_AUTHENTICATION_FAILED', message })
})
