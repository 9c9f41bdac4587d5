package template

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/cockroachdb/apd/v3"
	"github.com/osteele/liquid"

	"github.com/waybillhq/waybill"
)

// arithmetic computes with 34 digits, as IEEE decimal128 does, and rounds halves
// away from zero.
var arithmetic = &apd.Context{
	Precision: 34, MaxExponent: 400, MinExponent: -400,
	Rounding: apd.RoundHalfUp, Traps: apd.DefaultTraps,
}

// registerArithmetic replaces the filters that the library computes in binary
// floating point, where 0.1 plus 0.2 is 0.30000000000000004.
func registerArithmetic(e *liquid.Engine) {
	e.RegisterFilter("plus", binaryOp(arithmetic.Add))
	e.RegisterFilter("minus", binaryOp(arithmetic.Sub))
	e.RegisterFilter("times", binaryOp(arithmetic.Mul))
	e.RegisterFilter("modulo", binaryOp(arithmetic.Rem))
	e.RegisterFilter("divided_by", dividedBy)
	e.RegisterFilter("abs", unaryOp(arithmetic.Abs))
	e.RegisterFilter("ceil", unaryOp(arithmetic.Ceil))
	e.RegisterFilter("floor", unaryOp(arithmetic.Floor))
	e.RegisterFilter("round", round)
}

func binaryOp(op func(d, x, y *apd.Decimal) (apd.Condition, error)) func(a, b any) (any, error) {
	return func(a, b any) (any, error) {
		x, err := parseNumber(a)
		if err != nil {
			return nil, err
		}
		y, err := parseNumber(b)
		if err != nil {
			return nil, err
		}
		var d apd.Decimal
		_, err = op(&d, x, y)
		return result(&d, err)
	}
}

func unaryOp(op func(d, x *apd.Decimal) (apd.Condition, error)) func(a any) (any, error) {
	return func(a any) (any, error) {
		x, err := parseNumber(a)
		if err != nil {
			return nil, err
		}
		var d apd.Decimal
		_, err = op(&d, x)
		return result(&d, err)
	}
}

// dividedBy follows Liquid: a whole divisor gives a whole quotient, rounded
// towards minus infinity.
func dividedBy(a, b any) (any, error) {
	y, err := parseNumber(b)
	if err != nil {
		return nil, err
	}
	if y.IsZero() {
		return nil, errors.New("division by zero")
	}
	quotient, err := binaryOp(arithmetic.Quo)(a, b)
	if _, whole := b.(int); whole && err == nil {
		return unaryOp(arithmetic.Floor)(quotient)
	}
	return quotient, err
}

// round rounds to a number of decimals, none by default, halves away from zero.
func round(a any, places func(int) int) (any, error) {
	x, err := parseNumber(a)
	if err != nil {
		return nil, err
	}
	n := min(max(places(0), 0), 30)
	var d apd.Decimal
	_, err = arithmetic.Quantize(&d, x, int32(-n))
	return result(&d, err)
}

func parseNumber(v any) (*apd.Decimal, error) {
	text, ok := v.(string)
	if !ok {
		if text, ok = waybill.Text(fromLiquid(v)); !ok {
			return nil, fmt.Errorf("%v is not a number", v)
		}
	}
	if _, ok := waybill.Rat(text); !ok {
		return nil, fmt.Errorf("%q is not a number", text)
	}
	d, _, err := apd.NewFromString(text)
	return d, err
}

func result(d *apd.Decimal, err error) (any, error) {
	if err != nil {
		return nil, fmt.Errorf("computing: %w", err)
	}
	text := waybill.CanonicalNumber(d.Text('f')) // 12.50 times 100 is 1250
	if n, err := strconv.Atoi(text); err == nil {
		return n, nil
	}
	return number(json.Number(text)), nil
}
