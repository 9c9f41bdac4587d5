// Package all lists the vendors that can be simulated.
package all

import (
	"github.com/waybillhq/waybill/sandbox"
	"github.com/waybillhq/waybill/sandbox/partnerize"
	"github.com/waybillhq/waybill/sandbox/partnerstack"
)

// Kinds returns every kind, with its default data.
func Kinds() []sandbox.Kind {
	return []sandbox.Kind{
		partnerstack.Kind(partnerstack.DefaultData()),
		partnerize.Kind(partnerize.DefaultData()),
	}
}
