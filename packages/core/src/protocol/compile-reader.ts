/**
 * Makes the reader of one message at one version: source text from the declaration, compiled once.
 * Straight-line code with object literals reads several times faster than walking the declaration
 * (docs/decisions/0003). The traced form also tells `at` which field it is at; it is made only after
 * the plain form has refused some bytes, to say where that was.
 */
import assert from 'node:assert/strict'
import type { Reader } from '../bytes/reader.ts'
import { defaultSource, NO_BYTES } from './defaults.ts'
import { bytesMin, elementOf, type Layout, lengthEncoding, type Named, partition } from './layout.ts'
import { type Field, type Fields, isNullable } from './schema.ts'
import * as wire from './wire-read.ts'

/** Told of each step into a field or an element: how deep it lies, and its name or index. */
export type At = (depth: number, segment: string | number) => void

export type CompiledReader = (reader: Reader, at: At) => unknown

/** A reader under construction: its functions, one a struct. */
interface Draft {
  readonly layout: Layout
  readonly traced: boolean
  readonly functions: string[]
}

/** Where a value is read to: a variable, at a depth of the path. */
interface Target {
  readonly variable: string
  readonly depth: number
}

export function compileReader(layout: Layout, traced: boolean): CompiledReader {
  const draft: Draft = { layout, traced, functions: [] }
  const main = structFunction(draft, layout.message.fields, 0)
  const source = [`const { ${Object.keys(wire).join(', ')} } = wire`, ...draft.functions, `return ${main}`].join('\n')
  return new Function('wire', 'NO_BYTES', source)(wire, NO_BYTES) as CompiledReader
}

/** Adds the function that reads a struct, and gives its name. */
function structFunction(draft: Draft, fields: Fields, depth: number): string {
  const { plain, tagged } = partition(draft.layout, fields)
  const index = draft.functions.push('') - 1
  const variables = new Map(plain.map(({ name }, position) => [name, `f${position}`]))
  const lines = plain.flatMap(({ name, field }) => [
    `let ${variables.get(name)}`,
    ...trace(draft, depth, name),
    ...valueLines(draft, field, { variable: variables.get(name) as string, depth: depth + 1 }),
  ])
  const properties = Object.entries(fields).map(
    ([name, field]) => `${JSON.stringify(name)}: ${variables.get(name) ?? defaultSource(field)}`,
  )
  lines.push(`const out = { ${properties.join(', ')} }`)
  if (draft.layout.flexible) {
    const tags = tagsFunction(draft, tagged, depth)
    lines.push(
      ...trace(draft, depth, 'taggedFields'),
      'const tags = r.uvarint()',
      `if (tags !== 0) ${tags}(r, at, out, tags)`,
    )
  }
  draft.functions[index] = `function struct${index}(r, at) {\n${lines.join('\n')}\nreturn out\n}`
  return `struct${index}`
}

/** Adds the function that reads a struct's tagged fields into it, and gives its name. */
function tagsFunction(draft: Draft, tagged: readonly Named[], depth: number): string {
  const index = draft.functions.push('') - 1
  const cases = tagged.flatMap(({ name, field }) => [
    `case ${field.tag}: {`,
    'let v',
    ...trace(draft, depth, name),
    ...valueLines(draft, field, { variable: 'v', depth: depth + 1 }),
    `out[${JSON.stringify(name)}] = v`,
    'break',
    '}',
  ])
  draft.functions[index] = [
    `function tags${index}(r, at, out, tags) {`,
    'for (let i = 0; i < tags; i++) {',
    'const tag = r.uvarint(), end = taggedEnd(r)',
    'switch (tag) {',
    ...cases,
    'default: keepUnknown(r, out, { tag, end })',
    '}',
    'endTagged(r, end)',
    '}',
    '}',
  ].join('\n')
  return `tags${index}`
}

/** Statements that read a value into the target's variable. */
function valueLines(draft: Draft, field: Field, target: Target): string[] {
  if ('array' in field) return arrayLines(draft, field, target)
  if ('struct' in field) return [`${target.variable} = ${structExpression(draft, field, target.depth)}`]
  return [`${target.variable} = ${primitiveExpression(draft.layout, field)}`]
}

function arrayLines(draft: Draft, field: Field & { array: unknown }, { variable, depth }: Target): string[] {
  const element = elementOf(field.array as Fields)
  const nullable = isNullable(field, draft.layout.version)
  const length = `${lengthEncoding(draft.layout, field)}(r)`
  const elementBytesMin = bytesMin(draft.layout, element)
  assert.ok(elementBytesMin > 0, 'an element without a byte could be sent two billion times in four bytes')
  const count = `${nullable ? 'nullableCount' : 'count'}(r, ${length}, ${elementBytesMin})`
  return [
    `const n${variable} = ${count}`,
    `${variable} = ${nullable ? `n${variable} < 0 ? null : []` : '[]'}`,
    `for (let i = 0; i < n${variable}; i++) {`,
    'let e',
    ...trace(draft, depth, null),
    ...valueLines(draft, element, { variable: 'e', depth: depth + 1 }),
    `${variable}.push(e)`,
    '}',
  ]
}

function structExpression(draft: Draft, field: Field & { struct: Fields }, depth: number): string {
  const read = `${structFunction(draft, field.struct, depth)}(r, at)`
  if (!isNullable(field, draft.layout.version)) return read
  return `${field.tag === undefined ? 'isStruct' : 'isTaggedStruct'}(r) ? ${read} : null`
}

function primitiveExpression(layout: Layout, field: Field & { type: string }): string {
  const nullable = isNullable(field, layout.version)
  const length = `${lengthEncoding(layout, field)}(r)`
  switch (field.type) {
    case 'string':
      return `${nullable ? 'nullableText' : 'text'}(r, ${length})`
    case 'bytes':
    case 'records':
      return `${nullable ? 'nullableView' : 'view'}(r, ${length})`
    case 'uuid':
      return 'uuid(r)'
    default:
      return `r.${field.type}()`
  }
}

/** The statement that tells the path; an element's segment is the loop's index. */
function trace(draft: Draft, depth: number, name: string | null): string[] {
  return draft.traced ? [`at(${depth}, ${name === null ? 'i' : JSON.stringify(name)})`] : []
}
