/** Logging in, by a broker that plays its part, and what becomes of the login later. */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { AuthenticationError } from '../errors.ts'
import { BrokerLink } from './broker-link.ts'
import type { SaslOptions } from './sasl.ts'
import { metadata, passing, quiet, type Script, ScriptedBroker, settled, stage } from './scripted-broker.contract.ts'

const ADDRESS = { nodeId: 1, host: '127.0.0.1', port: 9092 }
const ASK = { api: apis.metadata, body: { topics: [] } }
const ALICE = { mechanism: 'plain', username: 'alice', password: 'secret' } as const

/** Answers the handshake, and tokens with what `answer` says to them. */
function asking(answer: (token: string, round: number) => object, mechanisms = ['PLAIN', 'SCRAM-SHA-256']): Script {
  const rounds = new Map<unknown, number>()
  return ({ api, body, connection }) => {
    if (api.key === apis.metadata.key) return metadata({})
    if (api.key === apis.saslHandshake.key) {
      rounds.set(connection, 0)
      const isKnown = mechanisms.includes(body.mechanism)
      return { errorCode: isKnown ? 0 : errors.UNSUPPORTED_SASL_MECHANISM.code, mechanisms }
    }
    if (api.key !== apis.saslAuthenticate.key) return undefined
    const round = rounds.get(connection) ?? 0
    rounds.set(connection, round + 1)
    return answer(Buffer.from(body.authBytes).toString(), round)
  }
}

const welcome = (more: object = {}) => ({ errorCode: 0, errorMessage: null, authBytes: Buffer.alloc(0), ...more })

async function linked(sasl: SaslOptions, script: Script) {
  const { clock, sockets, settings } = stage({ sasl })
  const broker = await ScriptedBroker.start(sockets, { script })
  return { clock, broker, link: new BrokerLink(ADDRESS, settings) }
}

test('PLAIN says who is there before anything is asked', async (t) => {
  const tokens: string[] = []
  const script = asking((token) => {
    tokens.push(token)
    return welcome()
  })
  const { clock, broker, link } = await linked(ALICE, script)
  await settled(clock, link.ask(ASK))
  t.deepEqual(tokens, ['\0alice\0secret'])
  const lines = broker.seen.map(({ api, version }) => `${api.name} ${version}`)
  t.deepEqual(lines, ['ApiVersions 4', 'SaslHandshake 1', 'SaslAuthenticate 2', 'Metadata 13'])
  link.close()
  await quiet(clock)
  t.is(clock.pendingTimers, 0)
})

test('credentials that change are asked for at each login, and none is a reason', async (t) => {
  const tokens: string[] = []
  let count = 0
  const credentials = async () => {
    count += 1
    if (count === 3) throw new Error('the vault is shut')
    return { username: 'alice', password: `secret-${count}` }
  }
  const script = asking((token) => {
    tokens.push(token)
    return welcome()
  })
  const { clock, broker, link } = await linked({ mechanism: 'plain', credentials }, script)
  for (let index = 0; index < 2; index++) {
    await settled(clock, link.ask(ASK))
    broker.connections[index]?.destroy()
    await quiet(clock)
  }
  t.deepEqual(tokens, ['\0alice\0secret-1', '\0alice\0secret-2'])
  const message = 'no credentials could be had: the vault is shut (NO_CREDENTIALS)'
  await settled(clock, t.throwsAsync(link.ask(ASK), { instanceOf: AuthenticationError, message }))
  link.close()
})

test('a refusal is final, and in the words of the broker', async (t) => {
  const refusal = { errorCode: errors.SASL_AUTHENTICATION_FAILED.code, errorMessage: 'Invalid username or password' }
  const { clock, broker, link } = await linked(
    ALICE,
    asking(() => ({ ...welcome(), ...refusal })),
  )
  const problem = await settled(clock, t.throwsAsync(link.ask(ASK), { instanceOf: AuthenticationError }))
  const expected = 'SaslAuthenticate at 127.0.0.1:9092 (1): Invalid username or password (SASL_AUTHENTICATION_FAILED)'
  t.is(problem?.message, expected)
  t.false((problem as AuthenticationError).retriable)
  await quiet(clock)
  t.is(broker.ended, 1)
  t.is(clock.pendingTimers, 0)
})

test('a mechanism that the broker does not offer is named beside those that it does', async (t) => {
  const { clock, link } = await linked(
    { ...ALICE, mechanism: 'scram-sha-512' },
    asking(() => welcome()),
  )
  const message = /the broker offers PLAIN, SCRAM-SHA-256, not SCRAM-SHA-512 \(UNSUPPORTED_SASL_MECHANISM\)$/
  await settled(clock, t.throwsAsync(link.ask(ASK), { instanceOf: AuthenticationError, message }))
})

/** The broker's side of SCRAM-SHA-256. */
function scramBroker(password: string): Script {
  const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest()
  const salt = Buffer.from('some salt')
  const salted = pbkdf2Sync(password, salt, 4_096, 32, 'sha256')
  let [bare, first] = ['', '']
  return asking((token, round) => {
    if (round === 0) {
      bare = token.slice('n,,'.length)
      first = `r=${bare.split('r=')[1]}more,s=${salt.toString('base64')},i=4096`
      return welcome({ authBytes: Buffer.from(first) })
    }
    const [withoutProof = '', proof = ''] = token.split(',p=')
    const said = `${bare},${first},${withoutProof}`
    const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest()
    const signature = hmac(storedKey, said)
    const key = Buffer.from(proof, 'base64').map((byte, index) => byte ^ (signature[index] ?? 0))
    const isRight = createHash('sha256').update(key).digest().equals(storedKey)
    if (!isRight) return { ...welcome(), errorCode: errors.SASL_AUTHENTICATION_FAILED.code, errorMessage: 'wrong' }
    const serverSignature = hmac(hmac(salted, 'Server Key'), said).toString('base64')
    return welcome({ authBytes: Buffer.from(`v=${serverSignature}`) })
  })
}

test('SCRAM convinces both sides', async (t) => {
  const sasl = { ...ALICE, mechanism: 'scram-sha-256' } as const
  const { clock, link } = await linked(sasl, scramBroker('secret'))
  t.is((await settled(clock, link.ask(ASK))).brokers.length, 1)
  link.close()
  const wrong = await linked(sasl, scramBroker('another'))
  await settled(wrong.clock, t.throwsAsync(wrong.link.ask(ASK), { instanceOf: AuthenticationError, message: /wrong/ }))
})

test('a broker that lets in by SCRAM without proof of its own is not believed', async (t) => {
  const sasl = { ...ALICE, mechanism: 'scram-sha-256' } as const
  const { clock, broker, link } = await linked(
    sasl,
    asking((token, round) => {
      if (round > 0) return welcome()
      return welcome({ authBytes: Buffer.from(`r=${token.split('r=')[1]}x,s=c2FsdA==,i=4096`) })
    }),
  )
  const told = t.throwsAsync(link.ask(ASK), { instanceOf: AuthenticationError, code: 'BROKER_NOT_TRUSTED' })
  await settled(clock, told)
  await quiet(clock)
  t.is(broker.ended, 1)
})

test('a login is repeated before it expires, on the same connection and with nothing in between', async (t) => {
  const { clock, broker, link } = await linked(
    ALICE,
    asking(() => welcome({ sessionLifetimeMs: 10_000 })),
  )
  await settled(clock, link.ask(ASK))
  await passing(clock, 8_400, 100)
  t.is(broker.count(apis.saslHandshake), 1)
  for (let passedMs = 8_400; passedMs < 9_600; passedMs += 100) {
    const asked = link.ask(ASK)
    await passing(clock, 100)
    await settled(clock, asked)
  }
  t.is(broker.connections.length, 1)
  const names = broker.seen.map(({ api }) => api.name)
  const second = names.lastIndexOf('SaslHandshake')
  t.true(second > 3)
  t.is(names[second + 1], 'SaslAuthenticate')
  await passing(clock, 60_000, 100)
  t.true(broker.count(apis.saslHandshake) >= 7)
  t.is(broker.connections.length, 1)
  link.close()
  await quiet(clock)
  t.is(clock.pendingTimers, 0)
})

test('a login that is repeated keeps no idle connection open', async (t) => {
  const { clock, broker, link } = await linked(
    ALICE,
    asking(() => welcome({ sessionLifetimeMs: 60_000 })),
  )
  await settled(clock, link.ask(ASK))
  await passing(clock, 540_000, 1_000)
  t.true(broker.count(apis.saslHandshake) >= 9)
  t.false(link.isConnected)
  await quiet(clock)
  t.is(clock.pendingTimers, 0)
})

test('a login that cannot be repeated ends the connection, and those who wait hear why', async (t) => {
  let isWelcome = true
  const refusal = { errorCode: errors.SASL_AUTHENTICATION_FAILED.code, errorMessage: 'no longer' }
  const script = asking(() => welcome({ sessionLifetimeMs: 1_000, ...(isWelcome ? {} : refusal) }))
  const { clock, link } = await linked(ALICE, script)
  await settled(clock, link.ask(ASK))
  isWelcome = false
  const connection = await link.connection()
  await passing(clock, 1_000, 100)
  t.true(connection.closedBy instanceof AuthenticationError)
  t.regex(connection.closedBy?.message ?? '', /no longer/)
  await quiet(clock)
  t.is(clock.pendingTimers, 0)
})
