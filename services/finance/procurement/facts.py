"""Purchases count as nothing: one cannot be made against the rule, so nothing is held against anybody (A31)."""

from services.finance.procurement import events as e

Silent = (
    e.PurchaseRequested | e.PurchaseHandlerNamed | e.QuoteEntered | e.SupplierChosen | e.PurchaseSigned
    | e.PurchaseSignatureWithdrawn | e.PurchaseDeclined | e.GoodsOrdered | e.GoodsDelivered | e.DeliveryAccepted
    | e.PurchaseReceived | e.PurchaseInvoiceHandedIn | e.PurchaseInvoiced | e.PurchaseInvoiceReturned
    | e.PurchasePaid | e.PurchaseBounced | e.PurchaseBounceTakenBack | e.PurchasePaidAgain
    | e.PurchaseClosed | e.PurchaseCancelled
)  # fmt: skip
