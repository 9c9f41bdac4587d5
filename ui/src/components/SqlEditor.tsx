import { MySQL, PostgreSQL, type SQLDialect, SQLite, StandardSQL, sql } from '@codemirror/lang-sql'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { Compartment, EditorState, Prec } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { Input } from '@mantine/core'
import { basicSetup } from 'codemirror'
import { type Ref, useEffect, useId, useImperativeHandle, useRef } from 'react'
import { nonce } from '../app/nonce'
import classes from './SqlEditor.module.css'

/** SqlInsert puts a text where the cursor is. */
export interface SqlInsert {
  insert: (text: string) => void
}

interface SqlEditorProps {
  label: string
  value: string
  onChange: (sql: string) => void
  /** Ctrl- or Cmd-Enter. */
  onRun: () => void
  /** The type of the source, for its words. */
  dialect: string
  /** Names that are offered while one types. */
  tables: readonly string[]
  locked: boolean
  /** What is wrong with it. */
  fault?: string
  ref?: Ref<SqlInsert>
}

const dialects: Record<string, SQLDialect> = { sqlite: SQLite, postgres: PostgreSQL, mysql: MySQL }

// Colours are variables: they follow the theme, whichever it is.
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--accent-text)', fontWeight: '550' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--late)' },
  { tag: [tags.comment, tags.lineComment, tags.blockComment], color: 'var(--mantine-color-dimmed)' },
  { tag: [tags.typeName, tags.standard(tags.name)], color: 'var(--busy)' },
])

/**
 * typeOver replaces what is selected by what is typed. The browser would do it too, but writes the colours of
 * what it removes into style attributes, which the policy forbids.
 */
function typeOver(event: InputEvent, view: EditorView): boolean {
  const { from, to, empty } = view.state.selection.main
  const text = event.data
  if (event.inputType !== 'insertText' || event.isComposing || !text || empty || view.state.readOnly) {
    return false
  }
  const typed = () =>
    view.state.update({ ...view.state.replaceSelection(text), userEvent: 'input.type', scrollIntoView: true })
  if (!view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, text, typed))) {
    view.dispatch(typed())
  }
  return true
}

/** SqlEditor is where a query is written. Tab leaves it, as it leaves every field. */
export function SqlEditor({
  label,
  value,
  onChange,
  onRun,
  dialect,
  tables,
  locked,
  fault,
  ref,
}: SqlEditorProps) {
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const calls = useRef({ onChange, onRun })
  calls.current = { onChange, onRun }
  const parts = useRef({ language: new Compartment(), lock: new Compartment(), fault: new Compartment() })
  const told = useId()
  const beginning = useRef({ value, label })

  useEffect(() => {
    if (!box.current) {
      return
    }
    const run = (editor: EditorView) => {
      editor.dispatch({ selection: editor.state.selection }) // as a click would, it ends the suggestions
      calls.current.onRun()
      return true
    }
    const editor = new EditorView({
      parent: box.current,
      doc: beginning.current.value,
      extensions: [
        EditorView.cspNonce.of(nonce),
        Prec.highest(keymap.of([{ key: 'Mod-Enter', run }])),
        Prec.highest(EditorView.domEventHandlers({ beforeinput: typeOver })),
        basicSetup,
        syntaxHighlighting(colours),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': beginning.current.label, spellcheck: 'false' }),
        parts.current.language.of([]),
        parts.current.lock.of([]),
        parts.current.fault.of([]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) {
            calls.current.onChange(update.state.doc.toString())
          }
        }),
      ],
    })
    view.current = editor
    return () => editor.destroy()
  }, [])

  useEffect(() => {
    const schema = Object.fromEntries(tables.map((table) => [table, []]))
    view.current?.dispatch({
      effects: parts.current.language.reconfigure(
        sql({ dialect: dialects[dialect] ?? StandardSQL, schema, upperCaseKeywords: false }),
      ),
    })
  }, [dialect, tables])

  useEffect(() => {
    view.current?.dispatch({
      effects: parts.current.lock.reconfigure([
        EditorState.readOnly.of(locked),
        EditorView.contentAttributes.of({ 'aria-readonly': String(locked) }),
      ]),
    })
  }, [locked])

  const wrong = fault !== undefined
  useEffect(() => {
    const words: Record<string, string> = wrong ? { 'aria-invalid': 'true', 'aria-describedby': told } : {}
    view.current?.dispatch({
      effects: parts.current.fault.reconfigure(EditorView.contentAttributes.of(words)),
    })
  }, [wrong, told])

  // What was typed comes back as the same text; what somebody else saved does not.
  useEffect(() => {
    const editor = view.current
    if (editor && editor.state.doc.toString() !== value) {
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } })
    }
  }, [value])

  useImperativeHandle(ref, () => ({
    insert: (text) => {
      const editor = view.current
      if (editor && !editor.state.readOnly) {
        editor.dispatch(editor.state.replaceSelection(text))
        editor.focus()
      }
    },
  }))
  return (
    <div>
      <div
        ref={box}
        className={classes.editor}
        data-locked={locked || undefined}
        data-wrong={wrong || undefined}
      />
      {wrong && (
        <Input.Error id={told} mt={4}>
          {fault}
        </Input.Error>
      )}
    </div>
  )
}
