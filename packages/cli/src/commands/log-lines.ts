/**
 * Log lines for people and for programs, on standard error.
 */
import type { LogFields, Logger } from '@millrace/core/broker'
import type { Terminal } from '../host/terminal.ts'

const NOTHING = () => {}

/** One line: when, how serious, what, and the facts as `name=value`. */
export function plainLogger(terminal: Terminal): Logger {
  const say = (level: string) => (fields: LogFields, message: string) => {
    const facts = Object.entries(fields).map(([name, value]) => `${name}=${show(value)}`)
    terminal.error([terminal.now().toISOString(), level, message, ...facts].join(' ').replaceAll(/[\r\n]+/g, ' '))
  }
  return { debug: NOTHING, info: say('INFO'), warn: say('WARN'), error: say('ERROR') }
}

/** One JSON object: time, level, message, and the facts by their names. */
export function jsonLogger(terminal: Terminal): Logger {
  const say = (level: string) => (fields: LogFields, message: string) => {
    terminal.error(asJson({ time: terminal.now().toISOString(), level, message, ...fields }))
  }
  return { debug: NOTHING, info: say('info'), warn: say('warn'), error: say('error') }
}

function show(value: unknown): string {
  if (value instanceof Error) return JSON.stringify(value.stack ?? value.message)
  if (typeof value === 'string') return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)
  return asJson(value)
}

/** Saying something must not fail: an error is its facts, and what JSON cannot say is named. */
function asJson(value: unknown): string {
  const replace = (_: string, part: unknown) => {
    if (typeof part === 'bigint') return String(part)
    return part instanceof Error ? { name: part.name, message: part.message, stack: part.stack } : part
  }
  try {
    return JSON.stringify(value, replace) ?? String(value)
  } catch {
    return '"[object]"'
  }
}
