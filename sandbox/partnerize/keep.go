package partnerize

import (
	"strconv"
	"strings"
)

// keep records c and gives it and its items their ids. The caller holds the
// lock.
func (v *Vendor) keep(c *Conversion) {
	c.Number = len(v.conversions) + 1
	if c.Ref == "" { // documented: the vendor makes one up
		c.Ref = "AUTO-" + strings.ToLower(v.env.ID(13, "auto", c.CampaignID, c.Clickref, strconv.Itoa(c.Number)))
	}
	key := refKey{c.CampaignID, c.Ref}
	nth := strconv.Itoa(len(v.byRef[key]))
	c.ID = v.newID(func(id string) bool { return v.byID[id] != nil }, "conversion", c.CampaignID, c.Ref, nth)
	for i := range c.Items {
		c.Items[i].ID = v.newID(func(id string) bool { return v.byItem[id] != nil }, "item", c.ID, strconv.Itoa(i), "")
		v.byItem[c.Items[i].ID] = c
	}
	v.conversions = append(v.conversions, c)
	v.byID[c.ID] = c
	v.byRef[key] = append(v.byRef[key], c)
	if c.click != nil {
		c.click.Conversions++
	}
}

// newID makes an id in the vendor's form, e.g. 10l3919676, of the campaign's
// network.
func (v *Vendor) newID(taken func(string) bool, what, where, key, nth string) string {
	start := prefix(where)
	if v.env.Assume(idForm) == "letters" {
		return start + v.env.ID(11, what, where, key, nth)
	}
	for n := v.env.Number(1e12, what, where, key, nth); ; n++ {
		if id := start + strconv.FormatUint(n, 10); !taken(id) {
			return id
		}
	}
}

// prefix returns what stands before and with the l of an id.
func prefix(id string) string {
	before, _, found := strings.Cut(id, "l")
	if !found {
		return "10l"
	}
	return before + "l"
}
