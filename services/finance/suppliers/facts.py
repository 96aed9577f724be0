"""Suppliers count as nothing: they are no department's."""

from services.finance.suppliers import events as e

Silent = e.SupplierEntered | e.SupplierCorrected | e.SupplierBarred | e.SupplierReadmitted
