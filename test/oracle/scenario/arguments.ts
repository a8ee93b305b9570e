/**
 * Reads a JSON object of a scenario by the names of its fields, and tells with `done()` of the fields that
 * nobody read: a misspelt argument makes a scenario malformed instead of being without effect.
 */
import { FormatError } from './format-error.ts'

/** Strings and null are all that the functions of a scenario ever see. */
export type Text = string | null

export class Arguments {
  readonly where: string
  readonly #fields: Readonly<Record<string, unknown>>
  readonly #read = new Set<string>()
  readonly #children: Arguments[] = []

  constructor(where: string, json: unknown) {
    const fields = json ?? {}
    if (typeof fields !== 'object' || Array.isArray(fields)) {
      throw new FormatError(`${where}: expected an object, found ${JSON.stringify(json)}`)
    }
    this.where = where
    this.#fields = fields as Record<string, unknown>
  }

  /** The arguments of something whose bare name is short for an object with nothing but the name. */
  static named(where: string, json: unknown, field: string): Arguments {
    return new Arguments(where, typeof json === 'string' ? { [field]: json } : json)
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#fields, name)
  }

  /** The value as it stands, undefined when there is none. */
  raw(name: string): unknown {
    this.#read.add(name)
    return this.#fields[name]
  }

  need(name: string): unknown {
    const value = this.raw(name)
    if (value === undefined) throw new FormatError(`${this.where}: expected a field "${name}", found none`)
    return value
  }

  text(name: string): string {
    const value = this.need(name)
    if (typeof value !== 'string') throw this.#wrong(name, 'a string')
    return value
  }

  optionalText(name: string): string | undefined {
    return this.has(name) ? this.text(name) : undefined
  }

  textOrNull(name: string): Text {
    return this.need(name) === null ? null : this.text(name)
  }

  number(name: string): number {
    const value = this.need(name)
    if (!Number.isSafeInteger(value)) throw this.#wrong(name, 'an integer')
    return value as number
  }

  optionalNumber(name: string): number | undefined {
    return this.has(name) ? this.number(name) : undefined
  }

  optionalFlag(name: string): boolean | undefined {
    const value = this.raw(name)
    if (value !== undefined && typeof value !== 'boolean') throw this.#wrong(name, 'true or false')
    return value
  }

  /** A list that may be missing, which is an empty one. */
  list(name: string): readonly unknown[] {
    const value = this.raw(name) ?? []
    if (!Array.isArray(value)) throw this.#wrong(name, 'a list')
    return value
  }

  texts(name: string): string[] {
    return this.list(name).map((item) => {
      if (typeof item !== 'string') throw this.#wrong(name, 'a list of strings')
      return item
    })
  }

  child(name: string): Arguments {
    return this.#remember(new Arguments(`${this.where}.${name}`, this.need(name)))
  }

  optionalChild(name: string): Arguments | undefined {
    return this.has(name) ? this.child(name) : undefined
  }

  children(name: string): Arguments[] {
    return this.list(name).map((item, index) => this.#remember(new Arguments(`${this.where}.${name}[${index}]`, item)))
  }

  /** To be called when everything has been read. */
  done(): void {
    for (const name of Object.keys(this.#fields)) {
      if (!this.#read.has(name)) throw new FormatError(`${this.where}: unknown argument "${name}"`)
    }
    for (const child of this.#children) child.done()
  }

  #remember(child: Arguments): Arguments {
    this.#children.push(child)
    return child
  }

  #wrong(name: string, expected: string): FormatError {
    const found = JSON.stringify(this.#fields[name])
    return new FormatError(`${this.where}: expected "${name}" to be ${expected}, found ${found}`)
  }
}
