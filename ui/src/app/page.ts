import { lazyRouteComponent } from '@tanstack/react-router'

/** LostPage is that the code of a page did not come: the server is away, or is another version by now. */
export class LostPage extends Error {
  constructor(cause: unknown) {
    super('The code of the page could not be loaded.', { cause })
    this.name = 'LostPage'
  }
}

/** page is a page whose code is loaded when it is first opened. */
export const page: typeof lazyRouteComponent = (load, name) =>
  lazyRouteComponent(
    () =>
      load().catch((cause: unknown): never => {
        throw new LostPage(cause)
      }),
    name,
  )
