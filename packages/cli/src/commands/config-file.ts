/**
 * A broker's configuration in a file, under Kafka's names: `server.properties`, or the same as a JSON object.
 * A name that means nothing here is no fault, since a file that was written for Apache Kafka may have many.
 */
import { brokerSettingNames, type GivenSettings } from '@millrace/core/broker'
import type { Terminal } from '../host/terminal.ts'
import { CommandError } from './command-error.ts'
import { parseProperties } from './properties.ts'

/** A place to listen at, or to be found at. */
export interface Listener {
  readonly host: string
  readonly port: number | undefined
}

export interface FoundConfig {
  readonly config: GivenSettings
  readonly listener: Listener | undefined
  /** What clients are told. */
  readonly advertised: Listener | undefined
  readonly dataDir: string | undefined
  /** Names that mean nothing here. */
  readonly unknown: readonly string[]
}

/** Names that are read here; the broker has them as options. */
const OURS = new Set(['listeners', 'advertised.listeners', 'log.dirs', 'log.dir'])

export const NO_CONFIG: FoundConfig = {
  config: {},
  listener: undefined,
  advertised: undefined,
  dataDir: undefined,
  unknown: [],
}

export function readConfig(path: string, terminal: Terminal): FoundConfig {
  const settings = settingsIn(path, terminal)
  const rest = Object.entries(settings).filter(([name]) => !OURS.has(name))
  return {
    config: Object.fromEntries(rest.filter(([name]) => brokerSettingNames.has(name))),
    listener: listenerOf(path, settings, 'listeners'),
    advertised: listenerOf(path, settings, 'advertised.listeners'),
    dataDir: dataDirOf(path, settings['log.dirs'] ?? settings['log.dir']),
    unknown: rest.map(([name]) => name).filter((name) => !brokerSettingNames.has(name)),
  }
}

function settingsIn(path: string, terminal: Terminal): Record<string, string> {
  const text = readText(path, terminal)
  return /^\s*\{/.test(text) ? parseJson(path, text) : parseProperties(text)
}

function readText(path: string, terminal: Terminal): string {
  try {
    return terminal.read(path)
  } catch (cause) {
    throw new CommandError(`${path}: expected a file that can be read, found ${(cause as Error).message}`, 2, { cause })
  }
}

function parseJson(path: string, text: string): Record<string, string> {
  let values: Record<string, unknown>
  try {
    values = JSON.parse(text) as Record<string, unknown>
  } catch (cause) {
    throw new CommandError(`${path}: expected JSON, found ${(cause as Error).message}`, 2, { cause })
  }
  const entries = Object.entries(values).map(([name, value]) => {
    if (Array.isArray(value)) return [name, value.join(',')]
    if (value !== null && typeof value !== 'object') return [name, String(value)]
    throw new CommandError(`${path}: ${name}: expected a text, a number, true or false, found an object`, 2)
  })
  return Object.fromEntries(entries)
}

/** The one listener for clients that there can be, for example `PLAINTEXT://localhost:9092`. */
function listenerOf(path: string, settings: Record<string, string>, name: string): Listener | undefined {
  const text = settings[name]
  if (text === undefined) return undefined
  const [first = '', ...others] = text.split(',').filter((entry) => !/^\s*CONTROLLER:/.test(entry))
  const [, host, port] = /^\s*PLAINTEXT:\/\/(.*):(\d+)\s*$/.exec(first) ?? []
  if (host === undefined || others.length > 0) {
    throw new CommandError(`${path}: ${name}: expected one as PLAINTEXT://host:port, found '${text}'`, 2)
  }
  return { host: host === '' ? '0.0.0.0' : host.replaceAll(/[[\]]/g, ''), port: Number(port) }
}

function dataDirOf(path: string, directories: string | undefined): string | undefined {
  if (directories?.includes(',') !== true) return directories
  throw new CommandError(`${path}: log.dirs: expected one directory, found '${directories}'`, 2)
}
