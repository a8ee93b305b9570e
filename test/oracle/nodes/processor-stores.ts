/** The stores that a scenario has for its processors (FORMAT.md section 4); keys and values are strings. */
import { type StoreDefinition, stores } from '@millrace/streams'
import { string } from '@millrace/streams/serde'
import type { Arguments } from '../scenario/arguments.ts'
import { FormatError } from '../scenario/format-error.ts'
import { versionedOptions } from './materials.ts'

type StoreMaker = (name: string, args: Arguments) => StoreDefinition

const makers: Record<string, StoreMaker> = {
  keyValue: (name, args) => stores.keyValue(name, { ...common(args), place: place(args) }),
  timestampedKeyValue: (name, args) => stores.timestampedKeyValue(name, { ...common(args), place: place(args) }),
  lru: (name, args) => stores.lru(name, { ...common(args), entriesMax: args.number('maxEntries') }),
  window: (name, args) => stores.window(name, windowOptions(args)),
  timestampedWindow: (name, args) => stores.timestampedWindow(name, windowOptions(args)),
  session: (name, args) =>
    stores.session(name, { ...common(args), place: place(args), retention: args.number('retentionMs') }),
  versioned: (name, args) => stores.versioned(name, { ...common(args), ...versionedOptions(args) }),
}

export function storeDefinition(args: Arguments): StoreDefinition {
  const name = args.text('name')
  const kind = args.text('kind')
  const make = makers[kind]
  if (make === undefined) throw new FormatError(`${args.where}: unknown store kind ${kind}`)
  return make(name, args) as StoreDefinition
}

function common(args: Arguments) {
  const caching = args.optionalFlag('caching') ?? false
  const logging = args.optionalFlag('logging') ?? true
  return { key: string, value: string, caching, logging }
}

function windowOptions(args: Arguments) {
  const retention = args.number('retentionMs')
  const windowSize = args.number('windowMs')
  const retainDuplicates = args.optionalFlag('duplicates') ?? false
  return { ...common(args), place: place(args), retention, windowSize, retainDuplicates }
}

function place(args: Arguments): 'disk' | 'memory' {
  return args.optionalFlag('persistent') === true ? 'disk' : 'memory'
}
