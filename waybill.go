// Package waybill is the vocabulary of the product: rows and columns, records
// and fields, operations, mappings, outcomes and runs. It says what is moved,
// never how.
//
// It imports the standard library only, and every other package may import it.
// Warehouses implement [Source]; remote APIs are described by values of the
// destination package; the state implements the interfaces of the store
// package.
package waybill
