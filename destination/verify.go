package destination

import (
	"context"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
)

// maxListed is how many choices an error names.
const maxListed = 10

// Verify checks what a sync chose for an operation, such as its campaign,
// against what the account offers. Its error is a *waybill.Error with EInvalid
// if it is not offered; any other error says that the vendor could not be asked.
func (d *Destination) Verify(ctx context.Context, c *Client, op *Operation, chosen map[string]string) error {
	if d.Choices == nil {
		return nil
	}
	for _, f := range op.Settings {
		offered, err := d.Choices(ctx, c, f.Name)
		if err != nil {
			return err
		}
		known := func(o Choice) bool { return o.Value == chosen[f.Name] }
		if offered == nil || chosen[f.Name] == "" || slices.ContainsFunc(offered, known) {
			continue
		}
		return waybill.Errorf(waybill.EInvalid, "%s %s is not among those that the account can list", f.Name, chosen[f.Name]).
			WithHint("%s", listed(offered))
	}
	return nil
}

func listed(offered []Choice) string {
	if len(offered) == 0 {
		return "it can list none: check the user's access"
	}
	var names []string
	for _, o := range offered[:min(len(offered), maxListed)] {
		names = append(names, strings.TrimSpace(o.Value+" "+o.Label))
	}
	text := "it can list " + strings.Join(names, ", ")
	if len(offered) > maxListed {
		text += " and more"
	}
	return text
}
