/** Who logs in, and how connections are encrypted: from what Kafka's clients are told to `tls` and `sasl`. */
import type { SaslOptions, TlsOptions } from '@millrace/core'
import { type ConfigProblem, shown } from '../config-error.ts'

export type SecuritySettings = ReadonlyMap<string, string>

interface Security {
  readonly tls?: boolean | TlsOptions
  readonly sasl?: SaslOptions
}

const protocols: Readonly<Record<string, { isEncrypted: boolean; logsIn: boolean }>> = {
  PLAINTEXT: { isEncrypted: false, logsIn: false },
  SSL: { isEncrypted: true, logsIn: false },
  SASL_PLAINTEXT: { isEncrypted: false, logsIn: true },
  SASL_SSL: { isEncrypted: true, logsIn: true },
}

const mechanisms: Readonly<Record<string, SaslOptions['mechanism']>> = {
  PLAIN: 'plain',
  'SCRAM-SHA-256': 'scram-sha-256',
  'SCRAM-SHA-512': 'scram-sha-512',
}

/** Certificates and keys are PEM in both worlds; stores of Java's are not for here. */
const tlsNames: Readonly<Record<string, 'ca' | 'cert' | 'key' | 'passphrase'>> = {
  'ssl.truststore.certificates': 'ca',
  'ssl.keystore.certificate.chain': 'cert',
  'ssl.keystore.key': 'key',
  'ssl.key.password': 'passphrase',
}

/** Said with certificates in Java, and of no consequence here. */
const formNames = new Set(['ssl.truststore.type', 'ssl.keystore.type'])

/** What they hold is not for a log. */
const secrets = new Set(['sasl.jaas.config', 'ssl.truststore.password', 'ssl.keystore.password', 'ssl.key.password'])

export function isSecuritySetting(name: string): boolean {
  return name === 'security.protocol' || name.startsWith('sasl.') || name.startsWith('ssl.')
}

/** @param tell hears of what cannot be had here */
export function securityOf(settings: SecuritySettings, tell: (problem: ConfigProblem) => void): Security {
  const refuse = (option: string, expected: string) => {
    const found = secrets.has(option) ? 'something else' : shown(settings.get(option))
    tell({ code: 'BAD_OPTION', option, expected, found })
  }
  const given = settings.get('security.protocol') ?? 'PLAINTEXT'
  const protocol = protocols[given.toUpperCase()]
  if (protocol === undefined) {
    refuse('security.protocol', Object.keys(protocols).join(', '))
    return {}
  }
  const tls = tlsOf(settings, refuse)
  const sasl = saslOf(settings, refuse)
  return {
    ...(protocol.isEncrypted ? { tls: Object.keys(tls).length === 0 ? true : tls } : {}),
    ...(protocol.logsIn && sasl !== null ? { sasl } : {}),
  }
}

type Refuse = (option: string, expected: string) => void

function tlsOf(settings: SecuritySettings, refuse: Refuse): TlsOptions {
  const tls: Partial<Record<'ca' | 'cert' | 'key' | 'passphrase', string>> = {}
  for (const [name, value] of settings) {
    if (!name.startsWith('ssl.') || formNames.has(name)) continue
    const option = tlsNames[name]
    if (option !== undefined) tls[option] = value
    else if (name === 'ssl.endpoint.identification.algorithm') {
      if (value !== 'https')
        refuse(name, "'https': hosts are always checked, unless tls: { rejectUnauthorized } says not")
    } else refuse(name, 'certificates and keys as PEM: tls: { ca, cert, key }')
  }
  return tls
}

/** Null where nothing was said that could be used. */
function saslOf(settings: SecuritySettings, refuse: Refuse): SaslOptions | null {
  for (const name of settings.keys()) {
    if (name.startsWith('sasl.') && name !== 'sasl.mechanism' && name !== 'sasl.jaas.config') {
      refuse(name, 'what sasl: { mechanism, username, password } can say')
    }
  }
  const protocol = settings.get('security.protocol') ?? ''
  if (!protocol.toUpperCase().startsWith('SASL_')) return null
  const mechanism = mechanisms[settings.get('sasl.mechanism') ?? 'GSSAPI']
  if (mechanism === undefined) refuse('sasl.mechanism', Object.keys(mechanisms).join(', '))
  const username = credential(settings, 'username')
  const password = credential(settings, 'password')
  if (username === null || password === null) {
    refuse('sasl.jaas.config', 'a login module with username="…" and password="…"')
    return null
  }
  return mechanism === undefined ? null : { mechanism, username, password }
}

/** From a line such as `org.….PlainLoginModule required username="ann" password="secret";`. */
function credential(settings: SecuritySettings, name: 'username' | 'password'): string | null {
  const match = new RegExp(`\\b${name}\\s*=\\s*"((?:[^"\\\\]|\\\\.)*)"`).exec(settings.get('sasl.jaas.config') ?? '')
  return match?.[1]?.replaceAll(/\\(.)/g, '$1') ?? null
}
