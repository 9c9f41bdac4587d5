import { Anchor, type AnchorProps, Button, type ButtonProps, Menu, type MenuItemProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentPropsWithRef } from 'react'

type Native = ComponentPropsWithRef<'a'>

// Through `component={Link}` the parameters of a route would not be checked.

/** LinkAnchor is a link in a text, to a place of the interface. */
export const LinkAnchor = createLink((props: AnchorProps & Omit<Native, keyof AnchorProps>) => (
  <Anchor {...props} />
))

/** LinkButton looks like a button and leads to a place of the interface. */
export const LinkButton = createLink((props: ButtonProps & Omit<Native, keyof ButtonProps>) => (
  <Button component="a" {...props} />
))

/** LinkMenuItem is an entry of a menu that leads to a place of the interface. */
export const LinkMenuItem = createLink((props: MenuItemProps & Omit<Native, keyof MenuItemProps>) => (
  <Menu.Item component="a" {...props} />
))
