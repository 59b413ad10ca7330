"""The look of Teamlet: components, page frames, forms and the words around them."""
