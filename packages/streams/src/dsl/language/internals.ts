/** Under this symbol the objects that users hold keep what the graph knows of them; nobody else can reach it. */
export const internals: unique symbol = Symbol('internals')
