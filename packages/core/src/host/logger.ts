/**
 * What the packages have to say to whoever operates them. The interface is the one that pino and its
 * like have, so any of them fits; the default says warnings and errors in one line each.
 */

/** What a line is about, by name: topic, partition, error … */
export type LogFields = Readonly<Record<string, unknown>>

export interface Logger {
  debug(fields: LogFields, message: string): void
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
}

const NOTHING = () => {}

/** Says nothing. */
export const silentLogger: Logger = { debug: NOTHING, info: NOTHING, warn: NOTHING, error: NOTHING }

/** Says warnings and errors to `write`, which is standard error unless told otherwise; each is one line. */
export function plainLogger(write: (line: string) => void = (line) => process.stderr.write(`${line}\n`)): Logger {
  const say = (level: string) => (fields: LogFields, message: string) => {
    const facts = Object.entries(fields).map(([name, value]) => `${name}=${show(value)}`)
    write([level, message.replaceAll(/\s+/g, ' '), ...facts].join(' '))
  }
  return { debug: NOTHING, info: NOTHING, warn: say('WARN'), error: say('ERROR') }
}

/** One word where it is one, otherwise JSON. Saying something must not fail, so what JSON cannot say is named. */
function show(value: unknown): string {
  if (value instanceof Error) return JSON.stringify(`${value.name}: ${value.message}`)
  if (typeof value === 'string') return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return typeof value === 'object' ? '[object]' : String(value)
  }
}
