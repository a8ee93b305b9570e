/**
 * What the packages may not reach for outside `host/`: clocks, timers, randomness, disks, sockets, the
 * process. Only `host/` touches them, so that a whole cluster runs again from a seed. Each ban names what
 * to use instead. Tests are free.
 */
import ts from 'typescript'
import { isTest, placeOf, type SourceFile, visitNodes } from './source.ts'

const clock = 'the clock of host/'
const timers = 'the timers of host/'
const random = 'the random numbers of host/'
const disk = 'the disk of host/'
const sockets = 'the sockets of host/'
const options = 'an option that the caller passes'

const globals = new Map([
  ['Date', clock],
  ['performance', clock],
  ['setTimeout', timers],
  ['setInterval', timers],
  ['setImmediate', timers],
  ['crypto', random],
  ['fetch', sockets],
  ['WebSocket', sockets],
  ['process', options],
])

const members = new Map([['Math.random', random]])

const modules = new Map([
  ['node:fs', disk],
  ['node:fs/promises', disk],
  ['node:net', sockets],
  ['node:tls', sockets],
  ['node:dns', sockets],
  ['node:dns/promises', sockets],
  ['node:dgram', sockets],
  ['node:http', sockets],
  ['node:https', sockets],
  ['node:timers', timers],
  ['node:timers/promises', timers],
  ['node:perf_hooks', clock],
  ['node:process', options],
  ['node:os', options],
])

/** Of `node:crypto` only what gives the same answer each time may be imported, and by its name. */
const repeatableCrypto = new Set(['createHash', 'createHmac', 'hash', 'pbkdf2', 'pbkdf2Sync', 'timingSafeEqual'])

/** Uses of anything above in what the packages ship. */
export function bannedUses(files: SourceFile[]): string[] {
  const complaints: string[] = []
  for (const file of files.filter(({ path }) => isBound(path))) {
    visitNodes(file, (node, source) => {
      const ban = banOf(node)
      if (ban !== null) complaints.push(`${placeOf(node, source)}: ${ban.name} is not for here: use ${ban.instead}`)
    })
  }
  return complaints
}

function isBound(path: string): boolean {
  return /^packages\/[^/]+\/src\//.test(path) && !path.includes('/host/') && !isTest(path)
}

interface Ban {
  name: string
  instead: string
}

function banOf(node: ts.Node): Ban | null {
  if (ts.isStringLiteral(node)) return moduleBan(node)
  if (ts.isPropertyAccessExpression(node)) return lookUp(members, node.getText())
  return ts.isIdentifier(node) && isUse(node) ? lookUp(globals, node.text) : null
}

function lookUp(bans: Map<string, string>, name: string): Ban | null {
  const instead = bans.get(name)
  return instead === undefined ? null : { name, instead }
}

/** Whether the name stands for the global of that name, and not for a member, a type or a declared name. */
function isUse(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node || isGlobalThis(parent.expression)
  if (ts.isTypeNode(parent) || ts.isTypeElement(parent) || ts.isImportSpecifier(parent)) return false
  const isNamed = 'name' in parent && parent.name === node
  return !isNamed || ts.isShorthandPropertyAssignment(parent)
}

function isGlobalThis(node: ts.Node): boolean {
  return ts.isIdentifier(node) && node.text === 'globalThis'
}

function moduleBan(literal: ts.StringLiteral): Ban | null {
  const { parent } = literal
  if (ts.isImportDeclaration(parent) && parent.importClause?.isTypeOnly) return null
  const isImport = ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || isDynamicImport(parent)
  if (!isImport) return null
  return literal.text === 'node:crypto' ? cryptoBan(parent) : lookUp(modules, literal.text)
}

function isDynamicImport(node: ts.Node): boolean {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
}

function cryptoBan(node: ts.Node): Ban | null {
  const bindings = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : undefined
  if (bindings === undefined || !ts.isNamedImports(bindings)) {
    return { name: 'node:crypto as a whole', instead: 'its repeatable functions by their names' }
  }
  const names = bindings.elements.map((element) => (element.propertyName ?? element.name).text)
  const banned = names.find((name) => !repeatableCrypto.has(name))
  return banned === undefined ? null : { name: `${banned} of node:crypto`, instead: random }
}
