package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/waybillhq/waybill/store"
)

// Each row has a click of its own, a customer whom nine others have, and one of
// two partners.
func clickOf(i int) string    { return "click-" + vendorID(i) }
func customerOf(i int) string { return fmt.Sprint("customer-", i/10) }
func partnerOf(i int) string  { return fmt.Sprint("partner-", i%2) }

// fillReferences keeps what rows are found by, in the order in which a run does.
func fillReferences(ctx context.Context, s store.Store, rows int) error {
	const group = 4096
	fields := []struct {
		name string
		of   func(i int) string
	}{{"click_reference", clickOf}, {"customer_reference", customerOf}, {"partner_key", partnerOf}}
	type place struct {
		digest     int64
		row, field int
	}
	var all []place
	for i := range rows {
		for f := range fields {
			all = append(all, place{store.ReferenceDigest(fields[f].of(i)), i, f})
		}
	}
	slices.SortFunc(all, func(a, b place) int { return cmp.Or(cmp.Compare(a.digest, b.digest), a.row-b.row) })
	for some := range slices.Chunk(all, group) {
		b := store.Batch{Run: pagesRun, Scope: store.Scope{Account: "receiver", Sync: pagesSync}}
		for _, p := range some {
			b.References = append(b.References, store.Reference{Digest: p.digest, Field: fields[p.field].name, Key: fmt.Sprintf("[%q]", orderID(p.row))})
		}
		if _, err := s.Commit(ctx, b); err != nil {
			return err
		}
	}
	return nil
}
