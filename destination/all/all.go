// Package all lists every destination. Add a new one here; nothing registers
// itself.
package all

import (
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/destination/httprequest"
	"github.com/waybillhq/waybill/destination/partnerize"
	"github.com/waybillhq/waybill/destination/partnerstack"
)

// Destinations returns every destination, by name.
func Destinations() []destination.Destination {
	return []destination.Destination{
		httprequest.New(),
		partnerize.New(),
		partnerstack.New(),
	}
}
