"""Pages of a list: ?page=2&page_size=100."""

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """Fifty at a time unless asked otherwise, 500 at most."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500
